using MathNet.Numerics.Statistics;

namespace DetectionSdk.Studies;

/// <summary>Area under the receiver operating characteristic.</summary>
public static class RankAuc
{
    /// <summary>
    /// The probability that a positive has a higher score than a negative, ties counting half (Mann and Whitney, 1947).
    /// Below one half the lower score means positive. NaN without a positive or without a negative.
    /// </summary>
    public static double Of(IReadOnlyList<(double Score, bool IsPositive)> samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        double positives = samples.Count(sample => sample.IsPositive), negatives = samples.Count - positives;
        if (positives == 0 || negatives == 0) return double.NaN;
        double[] ranks = samples.Select(sample => sample.Score).Ranks(RankDefinition.Average);
        double sum = ranks.Where((_, i) => samples[i].IsPositive).Sum();
        return (sum - positives * (positives + 1) / 2) / (positives * negatives);
    }
}
