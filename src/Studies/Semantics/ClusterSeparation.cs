using System.Numerics.Tensors;

namespace DetectionSdk.Studies;

/// <summary>How far apart groups of samples lie.</summary>
public static class ClusterSeparation
{
    /// <summary>
    /// The index of Calinski and Harabasz (1974): spread between the groups over that within, [B / (k - 1)] / [W / (n -
    /// k)]; about 1 where labels mean nothing, infinite where groups are points.
    /// </summary>
    /// <param name="samples">Rows of equal length.</param>
    /// <param name="labels">The group of each; at least two groups, and fewer than samples.</param>
    public static double CalinskiHarabasz(IReadOnlyList<float[]> samples, IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        float[][][] groups =
        [
            .. samples.Zip(labels).GroupBy(pair => pair.Second).Select(group => group.Select(p => p.First).ToArray())
        ];
        if (groups.Length < 2 || groups.Length >= samples.Count)
            throw new ArgumentException(
                $"There are {groups.Length} groups of {samples.Count} samples; expected at least two, and fewer than "
                + "samples.", nameof(labels));
        double[] centre = Centre(samples);
        double between = groups.Sum(group => group.Length * SquaredDistance(Centre(group), centre));
        double within = groups.Sum(group => Spread(group));
        return between / (groups.Length - 1) / (within / (samples.Count - groups.Length));
    }

    private static double Spread(float[][] group)
    {
        double[] centre = Centre(group);
        return group.Sum(sample => SquaredDistance([.. sample.Select(value => (double)value)], centre));
    }

    private static double[] Centre(IReadOnlyList<float[]> samples) =>
        [.. Enumerable.Range(0, samples[0].Length).Select(i => samples.Average(sample => (double)sample[i]))];

    private static double SquaredDistance(double[] a, double[] b)
    {
        double distance = TensorPrimitives.Distance<double>(a, b);
        return distance * distance;
    }
}
