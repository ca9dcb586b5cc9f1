using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>How similar an image is to its reference, or the mean over several.</summary>
/// <param name="Psnr"><see cref="ImageQuality.Psnr"/>, in decibels; infinite for equal images.</param>
/// <param name="Ssim">
/// <see cref="ImageQuality.Ssim"/>; NaN where the images are too small for its window.
/// </param>
public sealed record Similarity(double Psnr, double Ssim)
{
    /// <summary>Compares two 8-bit BGR images.</summary>
    /// <param name="reference">The image to compare with.</param>
    /// <param name="image">The image to judge.</param>
    /// <param name="channels">All channels, or the luma.</param>
    /// <param name="border">Pixels to leave out on every side.</param>
    /// <returns>Null when they differ in size: nothing is resized for the comparison.</returns>
    /// <exception cref="ArgumentException">
    /// The images differ in type, are of another one, or nothing is left inside the border.
    /// </exception>
    public static Similarity? Measure(
        Mat reference, Mat image, QualityChannels channels = QualityChannels.All, int border = 0)
    {
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(image);
        if (reference.Size() != image.Size()) return null;
        bool fits = Math.Min(image.Width, image.Height) - 2 * border >= ImageQuality.SmallestSide;
        return new Similarity(
            ImageQuality.Psnr(reference, image, channels, border),
            fits ? ImageQuality.Ssim(reference, image, channels, border) : double.NaN);
    }

    /// <summary>The mean of each; images that are too small for the window count for the first alone.</summary>
    /// <param name="each">At least one.</param>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static Similarity Mean(IReadOnlyCollection<Similarity> each) => new(
        each.Average(similarity => similarity.Psnr),
        each.Select(similarity => similarity.Ssim).Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
}
