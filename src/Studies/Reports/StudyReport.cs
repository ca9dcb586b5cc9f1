using System.Globalization;

namespace DetectionSdk.Studies;

/// <summary>The tables of a study as text, as the documents quote them.</summary>
public static class StudyReport
{
    /// <summary>
    /// Mean ± deviation per arm, then the differences to the baseline; - where nothing decides.
    /// </summary>
    public static ReportTable Of(StudyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        string[] heads =
        [
            "arm", "seeds", .. table.Measures.Select(measure => measure.Name),
            .. table.Compared.Select(measure => $"{measure.Name} less {table.Baseline}")
        ];
        return new ReportTable(table.Condition, heads, [.. table.Rows.Select(row => Cells(table, row))]);
    }

    /// <summary>Correlations with their 95 % intervals.</summary>
    public static ReportTable Of(CorrelationTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return new ReportTable(
            table.Condition, ["over", "points", "quality", "task", "Pearson", "Spearman"],
            [.. table.Rows.Select(Cells)]);
    }

    /// <summary>What routers gave, cost and time as shares of the costliest part in the same tiles.</summary>
    public static ReportTable Of(IReadOnlyList<RoutingRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        RoutingRow most = rows.First(row => row.Shares[^1] == 1);
        bool tellsNoise = rows.Any(row => row.NoiseCorrelation is not null);
        return new ReportTable(
            $"Routers beside {most.Router}: quality, cost and time",
            [
                "router", "budget", "PSNR", "less all", "k MAC/px", "cost", "time",
                .. tellsNoise ? (string[])["noise"] : [], "tiles",
            ],
            [.. rows.Select(row => Cells(row, most, tellsNoise))]);
    }

    private static string[] Cells(RoutingRow row, RoutingRow most, bool tellsNoise) =>
    [
        row.Router, row.Budget is { } budget ? Text(budget, "0.00") : "-", Text(row.Psnr, "0.000"),
        Text(row.Psnr - most.Psnr, "+0.000;-0.000;0.000"), Text(row.Cost / 1000, "0.0"),
        Text(row.Cost / most.Cost, "0.000"), Text(row.Seconds / most.Seconds, "0.00"),
        .. tellsNoise ? (string[])[row.NoiseCorrelation is { } noise ? Text(noise, "0.000") : "-"] : [],
        row.Shares.Sum() == 0 ? "-" : string.Join(" / ", row.Shares.Select(share => Text(100 * share, "0"))) + " %",
    ];

    private static string[] Cells(StudyTable table, StudyRow row) =>
    [
        row.Arm, Text(row.Seeds, "0"), .. table.Measures.Zip(row.Values, Cell),
        .. table.Compared.Zip(row.Differences, Cell)
    ];

    private static string[] Cells(CorrelationRow row) =>
    [
        Name(row.Scope), Text(row.Points, "0"), row.Quality, row.Task, Cell(row.Pearson), Cell(row.Spearman)
    ];

    private static string Name(CorrelationScope scope) => scope switch
    {
        CorrelationScope.Arms => "arms",
        CorrelationScope.Images => "images",
        _ => "images, centred",
    };

    private static string Cell(StudyMeasure measure, SampleStatistics? value) => value switch
    {
        null => "-",
        { Deviation: { } deviation } => $"{Text(value.Mean, measure.Format)} ± {Text(deviation, measure.Format)}",
        _ => Text(value.Mean, measure.Format),
    };

    private static string Cell(BootstrapEstimate estimate) =>
        $"{Text(estimate.Value, "0.00")} [{Text(estimate.Lower, "0.00")}, {Text(estimate.Upper, "0.00")}]";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
