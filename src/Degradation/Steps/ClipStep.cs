namespace DetectionSdk.Degradation;

/// <summary>Clips to [0, 255] without rounding.</summary>
public sealed record ClipStep : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"";

    internal override void Apply(Workspace work) => PixelFormat.Clip(work.Image);
}
