using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Adds Gaussian noise of mean 0, white over the image and correlated between the channels. The result is not clipped.
/// </summary>
/// <param name="Covariance">Of the channels, in squared 8-bit levels.</param>
/// <param name="Seed">Fixes the noise field to the bit.</param>
public sealed record CorrelatedNoiseStep(ChannelCovariance Covariance, long Seed) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label =>
        $"correlated noise {Math.Sqrt((Covariance.BlueBlue + Covariance.GreenGreen + Covariance.RedRed) / 3):0}";

    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    internal override void Apply(Workspace work)
    {
        Mat noise = work.Scratch();
        NoiseField.FillGaussian(noise, NoiseColor.Color, standardDeviation: 1, Seed);
        using Mat root = Covariance.Root();
        Cv2.Transform(noise, noise, root);
        Cv2.Add(work.Image, noise, work.Image);
    }
}
