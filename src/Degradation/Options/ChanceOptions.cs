namespace DetectionSdk.Degradation;

/// <summary>Draws its effects with some probability, otherwise nothing.</summary>
public sealed record ChanceOptions : EffectOptions
{
    /// <summary>Probability of the effects, in [0, 1]. Default 0.5.</summary>
    [ParameterRange(0, 1)]
    public double Probability { get; init; } = 0.5;

    /// <summary>What happens then, in this order. Required.</summary>
    public required IReadOnlyList<EffectOptions> Effects { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan)
    {
        if (plan.Random.NextDouble() < Probability) plan.Draw(Effects);
    }
}
