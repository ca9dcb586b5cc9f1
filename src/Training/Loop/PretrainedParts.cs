namespace DetectionSdk.Training;

/// <summary>
/// Which parts of a network came from the weights that its run started from, by name. With them a run goes on from its
/// checkpoint without those weights.
/// </summary>
/// <param name="Parameters">Parameters that may learn at another rate than random ones.</param>
/// <param name="Normalizations">Normalisations that keep their statistics.</param>
internal sealed record PretrainedParts(IReadOnlyList<string> Parameters, IReadOnlyList<string> Normalizations)
{
    /// <summary>In the order of their names, as they are written to a file.</summary>
    public static PretrainedParts Of(IEnumerable<string> parameters, IEnumerable<string> normalizations) =>
        new([.. parameters.Order(StringComparer.Ordinal)], [.. normalizations]);
}
