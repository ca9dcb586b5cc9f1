using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>Pictures with white noise, the same at every call.</summary>
internal static class NoisyPicture
{
    /// <param name="image">8-bit BGR; only read.</param>
    /// <param name="deviation">Of the noise of each channel, in 8-bit levels.</param>
    /// <returns>A new picture, 8-bit BGR.</returns>
    public static Mat Of(Mat image, double deviation)
    {
        using Mat exact = new(), noise = new(image.Size(), MatType.CV_32FC3);
        image.ConvertTo(exact, MatType.CV_32FC3);
        Cv2.SetTheRNG(1);
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(deviation));
        using Mat sum = exact + noise;
        Mat noisy = new();
        sum.ConvertTo(noisy, MatType.CV_8UC3);
        return noisy;
    }
}
