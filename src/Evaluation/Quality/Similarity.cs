using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>How similar an image is to its reference.</summary>
/// <param name="Psnr">
/// <see cref="ImageQuality.Psnr"/> over all channels, in decibels; infinite for equal images.
/// </param>
/// <param name="Ssim">
/// <see cref="ImageQuality.Ssim"/> over all channels; NaN where the images are too small for its window.
/// </param>
public sealed record Similarity(double Psnr, double Ssim)
{
    /// <summary>Compares two 8-bit BGR images.</summary>
    /// <returns>Null when they differ in size: nothing is resized for the comparison.</returns>
    /// <exception cref="ArgumentException">The images differ in type, or are of another one.</exception>
    public static Similarity? Measure(Mat reference, Mat image)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(image);
        if (reference.Size() != image.Size()) return null;
        bool fits = Math.Min(image.Width, image.Height) >= ImageQuality.SmallestSide;
        return new Similarity(
            ImageQuality.Psnr(reference, image), fits ? ImageQuality.Ssim(reference, image) : double.NaN);
    }
}
