using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>A <see cref="UsefulnessTable"/> as text.</summary>
public static class UsefulnessReport
{
    /// <summary>The methods, then the correlations where there are any.</summary>
    /// <param name="title">What stands above.</param>
    /// <param name="measure">What the score is.</param>
    /// <param name="table">The table.</param>
    public static IReadOnlyList<ReportTable> Of(string title, string measure, UsefulnessTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        ReportTable methods = new(
            title, ["method", "PSNR", "SSIM", "IFC", "NQM", $"{measure}, %", "less the first, points"],
            [.. table.Rows.Select(Cells)]);
        if (table.Correlations.Count == 0) return [methods];
        ReportTable correlations = new(
            $"{title}: which measure goes with it",
            ["measure", "methods' means, Spearman", "exact p", "within pictures, Pearson"],
            [.. table.Correlations.Select(Cells)]);
        return [methods, correlations];
    }

    private static string[] Cells(UsefulnessRow row) =>
    [
        row.Method, Text(row.Quality[0], "0.00"), Text(row.Quality[1], "0.000"), Text(row.Quality[2], "0.00"),
        Text(row.Quality[3], "0.0"), Text(100 * row.Score, "0.0"), Cell(row.Gain, 100, "+0.0;-0.0;0.0")
    ];

    private static string[] Cells(UsefulnessCorrelation row) =>
        [row.Measure, Text(row.Methods, "0.00"), Text(row.P, "0.000"), Cell(row.Centred, 1, "0.00")];

    private static string Cell(BootstrapEstimate estimate, double factor, string format) =>
        $"{Text(factor * estimate.Value, format)} "
        + $"[{Text(factor * estimate.Lower, format)}, {Text(factor * estimate.Upper, format)}]";

    private static string Text(double value, string format) =>
        double.IsFinite(value) ? value.ToString(format, CultureInfo.InvariantCulture) : "-";
}
