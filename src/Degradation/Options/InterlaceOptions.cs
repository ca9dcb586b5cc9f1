namespace DetectionSdk.Degradation;

/// <summary>
/// A picture woven from two fields, between which everything moved sideways: edges get combs. Analogue cameras and
/// their recorders make it.
/// </summary>
public sealed record InterlaceOptions : EffectOptions
{
    /// <summary>
    /// Motion to the right from the even rows to the odd ones, in [-60, 60] px. Default half U(-6, -1), half U(1, 6).
    /// </summary>
    [ParameterRange(-60, 60, Unit = "px")]
    public Distribution Shift { get; init; } = Distribution.OneOf((-6, -1), (1, 6));

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new InterlaceStep(plan.Draw(Shift)));
}
