namespace DetectionSdk.Training;

/// <summary>How near restored and merely enlarged images come to the clean ones: means over the images, RGB.</summary>
/// <param name="Images">Number of images.</param>
/// <param name="Psnr">Peak signal-to-noise ratio of the restored images, dB.</param>
/// <param name="Ssim">Structural similarity of the restored images.</param>
/// <param name="BicubicPsnr">The ratio of the degraded images, enlarged with OpenCV's bicubic interpolation.</param>
/// <param name="BicubicSsim">The similarity of the same.</param>
public sealed record RestorationScores(int Images, double Psnr, double Ssim, double BicubicPsnr, double BicubicSsim);
