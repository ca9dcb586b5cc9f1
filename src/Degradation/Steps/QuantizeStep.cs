using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Clips to [0, 255] and rounds to 8-bit levels, ties to even.</summary>
public sealed record QuantizeStep : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"";

    internal override void Apply(Workspace work)
    {
        using Mat pixels = PixelFormat.ToBytes(work.Image);
        PixelFormat.ToFloat(pixels, work.Image);
    }
}
