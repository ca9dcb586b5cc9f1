namespace DetectionSdk.Degradation;

/// <summary>A wrong white balance: red and blue are too strong or too weak, green stays.</summary>
public sealed record WhiteBalanceOptions : EffectOptions
{
    /// <summary>Factor on red, on display values, in [0.1, 4]. Default U(0.8, 1.25).</summary>
    [ParameterRange(0.1, 4)]
    public Distribution Red { get; init; } = (0.8, 1.25);

    /// <summary>Factor on blue, on display values, in [0.1, 4]. Default U(0.8, 1.25).</summary>
    [ParameterRange(0.1, 4)]
    public Distribution Blue { get; init; } = (0.8, 1.25);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new WhiteBalanceStep(plan.Draw(Red), plan.Draw(Blue)));
}
