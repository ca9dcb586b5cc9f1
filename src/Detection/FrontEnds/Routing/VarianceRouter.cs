using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Chooses by the variance of a tile's luma: flat tiles go to the first part, the busiest to the last. Immutable.
/// </summary>
public sealed class VarianceRouter : TileRouter
{
    /// <param name="thresholds">
    /// In grey levels squared, rising, one less than there are parts: a tile goes to the part whose index is the number
    /// of thresholds that its variance reaches.
    /// </param>
    /// <exception cref="ArgumentException">There is none, or they do not rise, or one is no number.</exception>
    public VarianceRouter(IReadOnlyList<double> thresholds)
    {
        ArgumentNullException.ThrowIfNull(thresholds);
        if (thresholds.Count == 0 || thresholds.Any(double.IsNaN) || thresholds.Zip(thresholds.Skip(1)).Any(Falls))
            throw new ArgumentException(
                $"The thresholds are [{Text(thresholds)}]; expected at least one, rising.", nameof(thresholds));
        Thresholds = [.. thresholds];
    }

    /// <summary>Variances from which the next part is chosen, in grey levels squared, rising.</summary>
    public IReadOnlyList<double> Thresholds { get; }

    /// <inheritdoc/>
    public override int Choose(ImageTile tile, FrontEndContext context)
    {
        ArgumentNullException.ThrowIfNull(tile);
        using Mat luma = new();
        Cv2.CvtColor(tile.Pixels, luma, ColorConversionCodes.BGR2GRAY);
        Cv2.MeanStdDev(luma, out _, out Scalar deviation);
        double variance = deviation.Val0 * deviation.Val0;
        return Thresholds.Count(threshold => variance >= threshold);
    }

    /// <summary>The router and its numbers on one line.</summary>
    public override string ToString() => $"variance of the luma: {Text(Thresholds)}";

    internal override string? FaultFor(int parts) => parts == Thresholds.Count + 1
        ? null
        : $"the {nameof(VarianceRouter)} has {Thresholds.Count} thresholds and so chooses among "
            + $"{Thresholds.Count + 1} parts, not {parts}";

    private static string Text(IEnumerable<double> thresholds) =>
        string.Join(", ", thresholds.Select(threshold => threshold.ToString(CultureInfo.InvariantCulture)));

    private static bool Falls((double Before, double After) pair) => pair.After <= pair.Before;
}
