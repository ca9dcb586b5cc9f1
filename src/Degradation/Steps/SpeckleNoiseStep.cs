using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Multiplies every pixel by 1 + n, n Gaussian of mean 0. The result is not clipped.</summary>
/// <param name="StandardDeviation">
/// Of the change at full range, in 8-bit levels: 25.5 is a tenth of every pixel.
/// </param>
/// <param name="Color">How the channels' noise hangs together.</param>
/// <param name="Seed">Fixes the noise field to the bit.</param>
public sealed record SpeckleNoiseStep(
    [property: ParameterRange(0, 255, Unit = "8-bit levels at white")] double StandardDeviation,
    NoiseColor Color,
    long Seed) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"speckle {StandardDeviation:0}";

    /// <inheritdoc/>
    public override DegradationStep ForFrame(int index) => this with { Seed = SeedOfFrame(Seed, index) };

    internal override void Apply(Workspace work)
    {
        Mat noise = work.Scratch();
        NoiseField.FillGaussian(noise, Color, StandardDeviation / 255, Seed);
        Cv2.Multiply(work.Image, noise, noise);
        Cv2.Add(work.Image, noise, work.Image);
    }
}
