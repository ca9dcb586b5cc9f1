namespace DetectionSdk.Degradation;

/// <summary>Dirt on the lens: soft spots of one grey that cover what lies behind them.</summary>
public sealed record LensDirtOptions : EffectOptions
{
    /// <summary>Number of spots, whole numbers in [0, 1000]. Default 2 .. 12.</summary>
    [ParameterRange(0, 1000, Whole = true)]
    public Distribution Count { get; init; } = Distribution.Integers(2, 12);

    /// <summary>Mean radius, as a fraction of the shorter side, in [0.001, 0.5]. Default U(0.02, 0.1).</summary>
    [ParameterRange(0.001, 0.5)]
    public Distribution Radius { get; init; } = (0.02, 0.1);

    /// <summary>How much a spot hides, in [0, 1]. Default U(0.3, 0.9).</summary>
    [ParameterRange(0, 1)]
    public Distribution Opacity { get; init; } = (0.3, 0.9);

    /// <summary>Grey of the spots, in [0, 1]. Default U(0, 0.5).</summary>
    [ParameterRange(0, 1)]
    public Distribution Level { get; init; } = (0, 0.5);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new LensDirtStep(
                plan.DrawInteger(Count), plan.Draw(Radius), plan.Draw(Opacity), plan.Draw(Level), plan.DrawSeed()));
}
