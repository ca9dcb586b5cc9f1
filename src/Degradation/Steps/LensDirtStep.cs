using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Blends spots of one grey over the image. They are ellipses of 0.5 to 1.5 of the radius, blurred by four tenths of
/// it, because the lens does not focus on itself; in a clip they stay where they are.
/// </summary>
/// <param name="Count">Number of spots.</param>
/// <param name="Radius">Mean radius, as a fraction of the shorter side.</param>
/// <param name="Opacity">How much a spot hides in its middle. 0 leaves the image as it is.</param>
/// <param name="Level">Grey of the spots.</param>
/// <param name="Seed">Fixes places and shapes.</param>
public sealed record LensDirtStep(
    [property: ParameterRange(0, 1000)] int Count,
    [property: ParameterRange(0.001, 0.5)] double Radius,
    [property: ParameterRange(0, 1)] double Opacity,
    [property: ParameterRange(0, 1)] double Level,
    long Seed) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"dirt {Count}";

    internal override void Apply(Workspace work)
    {
        using Mat mask = LensSpots.Draw(work.Size, Count, Radius, Opacity, Seed);
        Blending.TowardsGrey(work, Level, mask);
    }
}
