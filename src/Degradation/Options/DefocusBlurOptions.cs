namespace DetectionSdk.Degradation;

/// <summary>A lens out of focus: the mean over a disk (circle of confusion of geometrical optics).</summary>
public sealed record DefocusBlurOptions : EffectOptions
{
    /// <summary>Radius of the disk in pixels, in [0.5, 60]. Default U(0.5, 6).</summary>
    [ParameterRange(0.5, 60, Unit = "px")]
    public Distribution Radius { get; init; } = (0.5, 6);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new DefocusBlurStep(plan.Draw(Radius)));
}
