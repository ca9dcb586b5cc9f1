using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using Spectre.Console;

namespace DetectionSdk.Cli;

/// <summary>Shows how much of a detector is left under the corruptions of COCO-C, as a table and as JSON.</summary>
internal static class CorruptionReport
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly IReadOnlyList<int> Severities =
        [.. Enumerable.Range(1, CorruptionLevel.MaximumSeverity)];

    /// <summary>AP of every corruption and severity, their means, mPC and rPC.</summary>
    public static void Print(CorruptionRobustness robustness)
    {
        Table table = new Table()
            .Border(TableBorder.Simple)
            .AddColumns(["AP at severity", .. Severities.Select(severity => $"{severity}"), "mean", "mean AP50"]);
        table.Columns[0].NoWrap();
        foreach (TableColumn number in table.Columns.Skip(1)) number.RightAligned();
        foreach (Corruption corruption in Enum.GetValues<Corruption>())
            AddRow(
                table, CorruptionLevel.NameOf(corruption),
                [
                    .. Severities.Select(severity => robustness[new CorruptionLevel(corruption, severity)].AP),
                    robustness.MeanOf(corruption, AP), robustness.MeanOf(corruption, AP50)
                ]);
        AddRow(
            table, "mean",
            [
                .. Severities.Select(severity => robustness.MeanOf(severity, AP)), robustness.MeanPerformance(AP),
                robustness.MeanPerformance(AP50)
            ]);
        AnsiConsole.Write(table);
        Write("AP", robustness, AP);
        Write("AP50", robustness, AP50);
    }

    /// <summary>
    /// Writes the scores of all levels, mPC and rPC as an object, or the same to stdout for <c>-</c>.
    /// </summary>
    public static void WriteJson(CorruptionRobustness robustness, string path)
    {
        var report = new
        {
            AP = Means(robustness, AP),
            AP50 = Means(robustness, AP50),
            clean = robustness.Clean,
            corruptions = Enum.GetValues<Corruption>().ToDictionary(
                CorruptionLevel.NameOf,
                corruption => Severities.Select(severity => robustness[new CorruptionLevel(corruption, severity)])),
        };
        if (path == "-") Console.WriteLine(JsonSerializer.Serialize(report, Indented));
        else AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, report, Indented));
    }

    private static double AP(CocoScores scores) => scores.AP;

    private static double AP50(CocoScores scores) => scores.AP50;

    private static object Means(CorruptionRobustness robustness, Func<CocoScores, double> metric) => new
    {
        clean = metric(robustness.Clean),
        mPC = robustness.MeanPerformance(metric),
        rPC = robustness.RelativePerformance(metric),
    };

    private static void Write(string name, CorruptionRobustness robustness, Func<CocoScores, double> metric) =>
        Console.WriteLine(
            $"{name}: clean {ScoreReport.Text(metric(robustness.Clean))}, mPC "
            + $"{ScoreReport.Text(robustness.MeanPerformance(metric))}, rPC "
            + $"{ScoreReport.Text(robustness.RelativePerformance(metric))}");

    private static void AddRow(Table table, string name, double[] numbers) =>
        table.AddRow([name, .. numbers.Select(ScoreReport.Text)]);
}
