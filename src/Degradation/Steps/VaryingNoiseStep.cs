using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Adds white Gaussian noise of mean 0 whose deviation is another from place to place. The result is not clipped.
/// </summary>
/// <param name="Color">How the channels' noise hangs together.</param>
/// <param name="Seed">Fixes the noise field, and what else the step leaves to chance, to the bit.</param>
public abstract record VaryingNoiseStep(NoiseColor Color, long Seed) : DegradationStep
{
    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    /// <summary>The standard deviation of every pixel of an image, in 8-bit levels (1/255 of full range).</summary>
    /// <param name="size">The image's size.</param>
    /// <returns>CV_32FC1, which the caller disposes.</returns>
    public abstract Mat DeviationMap(Size size);

    internal override void Apply(Workspace work)
    {
        Mat noise = work.Scratch();
        NoiseField.FillGaussian(noise, Color, standardDeviation: 1, Seed);
        using Mat deviation = DeviationMap(work.Size), each = new();
        deviation.ConvertTo(deviation, MatType.CV_32FC1, 1.0 / 255);
        Cv2.CvtColor(deviation, each, ColorConversionCodes.GRAY2BGR);
        Cv2.Multiply(noise, each, noise);
        Cv2.Add(work.Image, noise, work.Image);
    }
}
