namespace DetectionSdk.Evaluation;

/// <summary>The objects of a class. The side of an object is the root of the area of its box, in pixels.</summary>
/// <param name="Name">The class.</param>
/// <param name="Objects">Number of its objects.</param>
/// <param name="SmallSide">One in ten is smaller; 0 without objects.</param>
/// <param name="MedianSide">One in two is smaller.</param>
/// <param name="LargeSide">One in ten is larger.</param>
public sealed record ClassStatistics(string Name, int Objects, double SmallSide, double MedianSide, double LargeSide)
{
    internal static ClassStatistics Of(string name, IEnumerable<double> sides)
    {
        double[] sorted = [.. sides.Order()];
        return new ClassStatistics(
            name, sorted.Length, Quantile(sorted, 0.1), Quantile(sorted, 0.5), Quantile(sorted, 0.9));
    }

    internal static double Quantile(double[] sorted, double share) =>
        sorted.Length == 0 ? 0 : sorted[(int)(share * (sorted.Length - 1))];
}
