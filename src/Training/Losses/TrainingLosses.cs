namespace DetectionSdk.Training;

/// <summary>The numbers of <see cref="LossTerms"/>: of one step, or means of several.</summary>
/// <param name="Terms">
/// Value by name, in the order of the loss. AERIS: <c>heatmap</c>, <c>boxSize</c>, <c>centerOffset</c>, and
/// <c>restoration</c> where something was restored. Super-resolution: <c>image</c>, and by goal <c>task</c>,
/// <c>features</c>, <c>detector</c>.
/// </param>
/// <param name="GradientNorm">Length of the gradient before it is shortened.</param>
public sealed record TrainingLosses(IReadOnlyDictionary<string, double> Terms, double GradientNorm)
{
    /// <summary>What was minimised.</summary>
    public double Total => Terms.Values.Sum();

    /// <summary>The mean of several steps; a term that a step does not have counts as 0 there.</summary>
    internal static TrainingLosses Mean(IReadOnlyCollection<TrainingLosses> steps)
    {
        OrderedDictionary<string, double> means = [];
        foreach (string name in steps.SelectMany(step => step.Terms.Keys).Distinct())
            means.Add(name, steps.Sum(step => step.Terms.GetValueOrDefault(name)) / steps.Count);
        return new TrainingLosses(means, steps.Average(step => step.GradientNorm));
    }
}
