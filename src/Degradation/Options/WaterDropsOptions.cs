namespace DetectionSdk.Degradation;

/// <summary>Drops of water on the lens: soft spots in which the scene is out of focus.</summary>
public sealed record WaterDropsOptions : EffectOptions
{
    /// <summary>Number of drops, whole numbers in [0, 1000]. Default 3 .. 25.</summary>
    [ParameterRange(0, 1000, Whole = true)]
    public Distribution Count { get; init; } = Distribution.Integers(3, 25);

    /// <summary>Mean radius, as a fraction of the shorter side, in [0.001, 0.5]. Default U(0.02, 0.08).</summary>
    [ParameterRange(0.001, 0.5)]
    public Distribution Radius { get; init; } = (0.02, 0.08);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(new WaterDropsStep(plan.DrawInteger(Count), plan.Draw(Radius), plan.DrawSeed()));
}
