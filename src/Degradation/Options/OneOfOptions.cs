namespace DetectionSdk.Degradation;

/// <summary>
/// Draws one of several branches with probability proportional to its weight, and the effects of that branch.
/// </summary>
public sealed record OneOfOptions : EffectOptions
{
    /// <summary>The branches. Required, at least one.</summary>
    [NotEmpty]
    public required IReadOnlyList<EffectChoice> Choices { get; init; }

    /// <summary>Branches that are all as likely; an empty one does nothing.</summary>
    public static OneOfOptions Equally(params IEnumerable<IReadOnlyList<EffectOptions>> branches) =>
        new() { Choices = [.. branches.Select(effects => new EffectChoice(1, effects))] };

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan)
    {
        int branch = plan.Random.NextIndex([.. Choices.Select(choice => choice.Weight)]);
        plan.Draw(Choices[branch].Effects);
    }
}
