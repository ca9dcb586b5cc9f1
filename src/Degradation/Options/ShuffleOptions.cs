namespace DetectionSdk.Degradation;

/// <summary>
/// Draws groups of effects in a random order, every permutation as likely (BSRGAN, Zhang et al., ICCV 2021).
/// </summary>
public sealed record ShuffleOptions : EffectOptions
{
    /// <summary>The groups; inside a group the order stays. Required, at least one.</summary>
    [NotEmpty]
    public required IReadOnlyList<IReadOnlyList<EffectOptions>> Groups { get; init; }

    /// <summary>
    /// Indices of groups that keep their order among themselves: they fill the places they drew in ascending order.
    /// Default none.
    /// </summary>
    public IReadOnlyList<int> KeepOrder { get; init; } = [];

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan)
    {
        foreach (int group in DrawOrder(plan.Random)) plan.Draw(Groups[group]);
    }

    /// <summary>Fisher-Yates, then the groups that keep their order are sorted among their places.</summary>
    internal int[] DrawOrder(RandomSource random)
    {
        int[] order = [.. Enumerable.Range(0, Groups.Count)];
        for (int i = order.Length - 1; i > 0; i--)
        {
            int other = random.NextIndex(i + 1);
            (order[i], order[other]) = (order[other], order[i]);
        }
        Queue<int> kept = new(KeepOrder.Order());
        return [.. order.Select(group => KeepOrder.Contains(group) ? kept.Dequeue() : group)];
    }

    /// <inheritdoc/>
    public override void Validate(string path)
    {
        int[] wrong = [.. KeepOrder.Where(group => group < 0 || group >= Groups.Count)];
        if (wrong.Length > 0 || KeepOrder.Distinct().Count() != KeepOrder.Count)
            throw new DegradationException(
                $"{path}.keepOrder is [{string.Join(", ", KeepOrder)}]; expected different whole numbers in [0, "
                + $"{Groups.Count - 1}].");
    }
}
