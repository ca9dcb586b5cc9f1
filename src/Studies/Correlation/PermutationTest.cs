using MathNet.Numerics.Statistics;

namespace DetectionSdk.Studies;

/// <summary>How often chance orders values as well as they lie.</summary>
public static class PermutationTest
{
    /// <summary>Most points of which all orders are tried: 9! = 362,880.</summary>
    public const int MostPoints = 9;

    /// <summary>
    /// The exact two-sided p of a correlation: the share of all orders of the second values whose correlation with the
    /// first is at least as far from 0. NaN where one of them does not vary.
    /// </summary>
    /// <param name="first">At most <see cref="MostPoints"/> values.</param>
    /// <param name="second">As many.</param>
    /// <param name="ranks">Whether ranks count (Spearman), or the values (Pearson).</param>
    public static double Exact(IReadOnlyList<double> first, IReadOnlyList<double> second, bool ranks = false)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first.Count, MostPoints, nameof(first));
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Count, first.Count, nameof(second));
        double[] x = Centre(first, ranks), y = Centre(second, ranks);
        double found = Math.Abs(Product(x, y));
        if (x.All(value => value == 0) || y.All(value => value == 0)) return double.NaN;
        (long orders, long asFar) = (0, 0);
        Visit(y, 0, order =>
        {
            orders++;
            if (Math.Abs(Product(x, order)) >= found * (1 - 1e-9)) asFar++;
        });
        return (double)asFar / orders;
    }

    // The lengths of both are the same in every order, so that the product decides.
    private static double[] Centre(IReadOnlyList<double> values, bool ranks)
    {
        double[] counted = ranks ? values.Ranks(RankDefinition.Average) : [.. values];
        double mean = counted.Average();
        return [.. counted.Select(value => value - mean)];
    }

    private static double Product(double[] x, double[] y) => x.Zip(y, (a, b) => a * b).Sum();

    private static void Visit(double[] values, int place, Action<double[]> visit)
    {
        if (place == values.Length) visit(values);
        for (int i = place; i < values.Length; i++)
        {
            (values[place], values[i]) = (values[i], values[place]);
            Visit(values, place + 1, visit);
            (values[place], values[i]) = (values[i], values[place]);
        }
    }
}
