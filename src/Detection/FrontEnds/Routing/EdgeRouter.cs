using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Chooses by a tile's edges: a table says what error each part leaves of tiles with such edges. After ARM (Chen et
/// al., ECCV 2022), whose look-up table holds one network's widths. Immutable.
/// </summary>
public sealed class EdgeRouter : ScoringRouter
{
    private readonly ErrorTable _table;

    /// <param name="energies">Edge energies, as <see cref="EnergyOf"/> measures them, rising; at least one.</param>
    /// <param name="errors">
    /// For each of them the squared error that each part is to be expected to leave, grey levels squared; in between it
    /// is interpolated.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no row, the energies do not rise, or rows differ in length or hold no numbers.
    /// </exception>
    public EdgeRouter(IReadOnlyList<double> energies, IReadOnlyList<IReadOnlyList<double>> errors) =>
        _table = new ErrorTable("edge energies", energies, errors);

    /// <summary>Edge energy of each row, rising.</summary>
    public IReadOnlyList<double> Energies => _table.Cues;

    /// <summary>Expected squared error by row and part, grey levels squared.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Errors => _table.Errors;

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
        [.. tiles.Select(tile => _table.ScoreOf(EnergyOf(tile.Pixels)))];
}
