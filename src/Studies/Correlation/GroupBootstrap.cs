using MathNet.Numerics.Statistics;

namespace DetectionSdk.Studies;

/// <summary>
/// The percentile bootstrap over groups (Efron, 1979): whole groups are drawn with replacement, because the points of
/// one group are not independent.
/// </summary>
public static class GroupBootstrap
{
    /// <summary>A statistic of all points, and its interval. The same seed gives the same interval.</summary>
    /// <param name="groups">At least one group of points.</param>
    /// <param name="statistic">Resamples in which it is not finite do not count.</param>
    /// <param name="resamples">How often as many groups as there are get drawn.</param>
    /// <param name="seed">Decides the draws.</param>
    public static BootstrapEstimate Estimate<T>(
        IReadOnlyList<IReadOnlyList<T>> groups, Func<IReadOnlyList<T>, double> statistic, int resamples = 1000,
        int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentNullException.ThrowIfNull(statistic);
        ArgumentOutOfRangeException.ThrowIfZero(groups.Count, nameof(groups));
        double[] drawn =
        [
            .. Draws(seed, groups.Count).Chunk(groups.Count).Take(resamples)
                .Select(chosen => statistic([.. chosen.SelectMany(index => groups[index])])).Where(double.IsFinite)
        ];
        return new BootstrapEstimate(
            statistic([.. groups.SelectMany(group => group)]), drawn.Quantile(0.025), drawn.Quantile(0.975));
    }

    // The published intervals of docs/results were drawn with this sequence.
    private static IEnumerable<int> Draws(int seed, int count)
    {
        SubtractiveRandom random = new(seed);
        while (true) yield return random.Next(count);
    }
}
