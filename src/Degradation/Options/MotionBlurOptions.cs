namespace DetectionSdk.Degradation;

/// <summary>Straight, even motion during the exposure.</summary>
public sealed record MotionBlurOptions : EffectOptions
{
    /// <summary>Length of the path in pixels, in [0, 120]. Default U(1, 15).</summary>
    [ParameterRange(0, 120, Unit = "px")]
    public Distribution Length { get; init; } = (1, 15);

    /// <summary>
    /// Direction: radians from the x axis towards the y axis, which points down. In [-2 pi, 2 pi], default U(0, pi).
    /// </summary>
    [ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")]
    public Distribution Angle { get; init; } = (0, Math.PI);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new MotionBlurStep(plan.Draw(Length), plan.Draw(Angle)));
}
