namespace DetectionSdk.Degradation;

/// <summary>
/// A round trip through the WebP codec, which is a key frame of the video codec VP8: like H.264 it predicts blocks from
/// their neighbours, transforms 4 x 4 pixels and smooths block borders. It takes a few milliseconds and no ffmpeg,
/// where <see cref="H264Options"/> starts processes.
/// </summary>
public sealed record WebPOptions : EffectOptions
{
    /// <summary>Quality, whole numbers in [1, 100]. Default 5 .. 60.</summary>
    [ParameterRange(1, 100, Whole = true)]
    public Distribution Quality { get; init; } = Distribution.Integers(5, 60);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new WebPStep(plan.DrawInteger(Quality)));
}
