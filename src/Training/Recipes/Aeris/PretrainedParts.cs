namespace DetectionSdk.Training;

/// <summary>
/// Which parts of a network came from the weights that its run started from, by name. With them a run goes on from its
/// checkpoint without those weights.
/// </summary>
/// <param name="Parameters">Parameters that learn at <see cref="AerisTrainerOptions.PretrainedLearningShare"/>.</param>
/// <param name="Normalizations">Normalisations that keep their statistics.</param>
internal sealed record PretrainedParts(IReadOnlyList<string> Parameters, IReadOnlyList<string> Normalizations)
{
    /// <summary>What a state started from.</summary>
    public static PretrainedParts Of(TrainingState<AerisNetwork> state) => new(
        [.. state.Slowed.Order(StringComparer.Ordinal)],
        [.. NormalizationsOf(state.Network).Where(named => named.Normalization.Frozen).Select(named => named.Name)]);

    /// <summary>
    /// Freezes the normalisations, and returns the names of the parameters. Values are for the checkpoint to restore.
    /// </summary>
    public HashSet<string> ApplyTo(params AerisNetwork[] networks)
    {
        HashSet<string> frozen = [.. Normalizations];
        foreach ((string name, BatchNormalization normalization) in networks.SelectMany(NormalizationsOf))
            normalization.Frozen = frozen.Contains(name);
        return [.. Parameters];
    }

    private static IEnumerable<(string Name, BatchNormalization Normalization)> NormalizationsOf(AerisNetwork network) =>
        network.named_modules()
            .Where(named => named.module is BatchNormalization)
            .Select(named => (named.name, (BatchNormalization)named.module));
}
