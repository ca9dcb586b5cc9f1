namespace DetectionSdk.Evaluation;

/// <summary>
/// How near enlarged images come to the clean ones: means over the images, a border of one input pixel left out.
/// </summary>
/// <param name="Images">Number of images.</param>
/// <param name="Psnr">Peak signal-to-noise ratio over RGB, dB.</param>
/// <param name="Ssim">Structural similarity over RGB.</param>
/// <param name="LumaPsnr">
/// The ratio of the luminance (BT.601, 16 to 235), as papers on super-resolution state it, dB.
/// </param>
/// <param name="LumaSsim">The similarity of the luminance.</param>
public sealed record EnlargementScores(int Images, double Psnr, double Ssim, double LumaPsnr, double LumaSsim);
