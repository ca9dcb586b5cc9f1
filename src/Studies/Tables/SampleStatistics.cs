using MathNet.Numerics.Statistics;

namespace DetectionSdk.Studies;

/// <summary>Mean and spread of a sample.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Sample standard deviation (divisor Count - 1); null for a single value.</param>
public sealed record SampleStatistics(int Count, double Mean, double? Deviation)
{
    /// <summary>The statistics of at least one value.</summary>
    public static SampleStatistics Of(IReadOnlyCollection<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfZero(values.Count, nameof(values));
        (double mean, double deviation) = values.MeanStandardDeviation();
        return new SampleStatistics(values.Count, mean, values.Count < 2 ? null : deviation);
    }
}
