using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Adds white Gaussian noise of mean 0. The result is not clipped.</summary>
/// <param name="StandardDeviation">In 8-bit levels (1/255 of full range).</param>
/// <param name="Color">How the channels' noise hangs together.</param>
/// <param name="Seed">Fixes the noise field to the bit.</param>
public sealed record GaussianNoiseStep(
    [property: ParameterRange(0, 255, Unit = "8-bit levels")] double StandardDeviation,
    NoiseColor Color,
    long Seed) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"noise {StandardDeviation:0}";

    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    internal override void Apply(Workspace work)
    {
        Mat noise = work.Scratch();
        NoiseField.FillGaussian(noise, Color, StandardDeviation / 255, Seed);
        Cv2.Add(work.Image, noise, work.Image);
    }
}
