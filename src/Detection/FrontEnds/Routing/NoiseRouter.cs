using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// Chooses by a tile's noise: a table says what error each part is to be expected to leave of tiles with so much noise.
/// Immutable.
/// </summary>
public sealed class NoiseRouter : ScoringRouter
{
    private readonly ErrorTable _table;

    /// <param name="levels">Noise, as <see cref="NoiseOf"/> measures it, rising; at least one.</param>
    /// <param name="errors">
    /// For each of them the squared error that each part is to be expected to leave, grey levels squared, the price of
    /// the part included where it has one; in between it is interpolated.
    /// </param>
    /// <exception cref="ArgumentException">
    /// There is no row, the levels do not rise, or rows differ in length or hold no numbers.
    /// </exception>
    public NoiseRouter(IReadOnlyList<double> levels, IReadOnlyList<IReadOnlyList<double>> errors) =>
        _table = new ErrorTable("noise levels", levels, errors);

    /// <summary>Noise of each row, rising.</summary>
    public IReadOnlyList<double> Levels => _table.Cues;

    /// <summary>Expected squared error by row and part, grey levels squared.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Errors => _table.Errors;

    /// <summary>Standard deviation of white noise in the luma, in grey levels, after Immerkaer (CVIU 1996).</summary>
    /// <param name="image">8-bit BGR.</param>
    public static double NoiseOf(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        using Mat luma = new();
        Cv2.CvtColor(image, luma, ColorConversionCodes.BGR2GRAY);
        return QualityEstimate.EstimateNoise(luma);
    }

    /// <summary>The router and the size of its table on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"table from noise to errors: {Levels.Count} rows, noise {Levels[0]:0.0} to {Levels[^1]:0.0}");

    internal override string? FaultFor(int parts) => parts == Errors[0].Count
        ? null
        : $"the {nameof(NoiseRouter)} has errors of {Errors[0].Count} parts, not {parts}";

    /// <inheritdoc/>
    protected override IReadOnlyList<double[]> Score(IReadOnlyList<ImageTile> tiles, FrontEndContext context) =>
        [.. tiles.Select(tile => _table.ScoreOf(NoiseOf(tile.Pixels)))];
}
