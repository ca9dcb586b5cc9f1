using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Shows the mean over a square of twice the radius inside of soft spots, whose shapes are those of
/// <see cref="LensDirtStep"/>.
/// </summary>
/// <param name="Count">Number of drops. 0 leaves the image as it is.</param>
/// <param name="Radius">Mean radius, as a fraction of the shorter side.</param>
/// <param name="Seed">Fixes places and shapes.</param>
public sealed record WaterDropsStep(
    [property: ParameterRange(0, 1000)] int Count,
    [property: ParameterRange(0.001, 0.5)] double Radius,
    long Seed) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"drops {Count}";

    internal override void Apply(Workspace work)
    {
        using Mat mask = LensSpots.Draw(work.Size, Count, Radius, opacity: 1, Seed);
        int side = 2 * (int)Math.Ceiling(Radius * Math.Min(work.Size.Width, work.Size.Height)) + 1;
        Mat change = work.Scratch();
        Cv2.Blur(work.Image, change, new Size(side, side), borderType: BorderTypes.Replicate);
        Cv2.Subtract(change, work.Image, change);
        Blending.Add(work.Image, change, mask);
    }
}
