using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Chooses by a tile's edges: a table says what error each part leaves of tiles with such edges. After ARM (Chen et
/// al., ECCV 2022), whose look-up table holds one network's widths. Immutable.
/// </summary>
public sealed class EdgeRouter : ScoringRouter
{
    /// <param name="energies">Edge energies, as <see cref="EnergyOf"/> measures them, rising; at least one.</param>
    /// <param name="errors">
    /// For each of them the squared error that each part is to be expected to leave, grey levels squared; in between it
    /// is interpolated.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no row, the energies do not rise, or rows differ in length or hold no numbers.
    /// </exception>
    public EdgeRouter(IReadOnlyList<double> energies, IReadOnlyList<IReadOnlyList<double>> errors)
    {
        ArgumentNullException.ThrowIfNull(energies);
        ArgumentNullException.ThrowIfNull(errors);
        if (energies.Count == 0 || !energies.All(double.IsFinite) || energies.Zip(energies.Skip(1)).Any(Falls))
            throw new ArgumentException(
                $"The edge energies are [{Text(energies)}]; expected at least one, rising.", nameof(energies));
        if (errors.Count != energies.Count
            || errors.Any(row => row.Count != errors[0].Count || row.Count == 0 || !row.All(double.IsFinite)))
            throw new ArgumentException(
                $"The errors are of {errors.Count} rows with "
                + $"{Text(errors.Select(row => (double)row.Count).Distinct())} "
                + $"numbers; expected {energies.Count}, each with one number per part.", nameof(errors));
        Energies = [.. energies];
        Errors = [.. errors.Select(row => row.ToArray())];
    }

    /// <summary>Edge energy of each row, rising.</summary>
    public IReadOnlyList<double> Energies { get; }

    /// <summary>Expected squared error by row and part, grey levels squared.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Errors { get; }

    /// <summary>The energy of an image's edges: mean magnitude of the Laplacian of its luma, in grey levels.</summary>
    /// <param name="image">8-bit BGR.</param>
    public static double EnergyOf(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using Mat luma = new(), edges = new();
        Cv2.CvtColor(image, luma, ColorConversionCodes.BGR2GRAY);
        Cv2.Laplacian(luma, edges, MatType.CV_16S);
        return Cv2.Norm(edges, NormTypes.L1) / edges.Total();
    }

    /// <summary>The router and the size of its table on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"table from edges to errors: {Energies.Count} rows, energy {Energies[0]:0.0} to {Energies[^1]:0.0}");

    internal override string? FaultFor(int parts) => parts == Errors[0].Count
        ? null
        : $"the {nameof(EdgeRouter)} has errors of {Errors[0].Count} parts, not {parts}";

    /// <inheritdoc/>
    protected override IReadOnlyList<double[]> Score(IReadOnlyList<ImageTile> tiles, FrontEndContext context) =>
        [.. tiles.Select(tile => ScoreOf(EnergyOf(tile.Pixels)))];

    private double[] ScoreOf(double energy)
    {
        int above = Energies.Count(row => row <= energy);
        if (above == 0 || above == Energies.Count)
            return [.. Errors[Math.Max(0, above - 1)].Select(error => -error)];
        double share = (energy - Energies[above - 1]) / (Energies[above] - Energies[above - 1]);
        return [.. Errors[above - 1].Zip(Errors[above], (low, high) => -(low + share * (high - low)))];
    }

    private static string Text(IEnumerable<double> numbers) =>
        string.Join(", ", numbers.Select(number => number.ToString(CultureInfo.InvariantCulture)));

    private static bool Falls((double Before, double After) pair) => pair.After <= pair.Before;
}
