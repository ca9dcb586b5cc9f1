namespace DetectionSdk.Degradation;

/// <summary>A round trip through the JPEG codec (libjpeg, chroma subsampled 4:2:0).</summary>
public sealed record JpegOptions : EffectOptions
{
    /// <summary>Quality, whole numbers in [1, 100]. Default 30 .. 95.</summary>
    [ParameterRange(1, 100, Whole = true)]
    public Distribution Quality { get; init; } = Distribution.Integers(30, 95);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new JpegStep(plan.DrawInteger(Quality)));
}
