using System.Globalization;
using System.Text.Json;
using DetectionSdk.Evaluation;
using ScottPlot;
using Spectre.Console;

namespace DetectionSdk.Cli;

/// <summary>
/// Shows how a detector breaks as images get smaller, more blurred and noisier: table, picture, JSON.
/// </summary>
internal static class SweepReport
{
    private const int PanelWidth = 420, Height = 360;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(IReadOnlyList<(SweepLevel Level, CocoScores Scores)> points)
    {
        Table table = new Table()
            .Border(TableBorder.Simple).AddColumns("level", "AP", "AP50", "AP small", "AP medium", "AP large");
        foreach (TableColumn number in table.Columns.Skip(1)) number.RightAligned();
        foreach ((SweepLevel level, CocoScores scores) in points)
            table.AddRow(
                [
                    level.ToString(),
                    .. ((double[])[scores.AP, scores.AP50, scores.APs, scores.APm, scores.APl]).Select(ScoreReport.Text)
                ]);
        AnsiConsole.Write(table);
    }

    /// <summary>Writes <c>sweep.json</c> and <c>sweep.png</c>.</summary>
    public static void Write(IReadOnlyList<(SweepLevel Level, CocoScores Scores)> points, string folder)
    {
        AtomicFile.Write(Path.Combine(folder, "sweep.json"), stream => JsonSerializer.Serialize(
            stream,
            points.Select(p => new
            {
                axis = p.Level.Axis.ToString().ToLower(CultureInfo.InvariantCulture),
                value = p.Level.Value,
                scores = p.Scores,
            }),
            Indented));
        AtomicFile.Write(Path.Combine(folder, "sweep.png"), stream => stream.Write(Draw(points)));
    }

    private static byte[] Draw(IReadOnlyList<(SweepLevel Level, CocoScores Scores)> points)
    {
        SweepAxis[] axes = [.. points.Select(p => p.Level.Axis).Distinct()];
        Multiplot panels = new();
        panels.AddPlots(axes.Length);
        panels.Layout = new ScottPlot.MultiplotLayouts.Columns();
        for (int i = 0; i < axes.Length; i++)
            DrawPanel(panels.GetPlot(i), axes[i], [.. points.Where(p => p.Level.Axis == axes[i])]);
        return panels.Render(PanelWidth * axes.Length, Height).GetImageBytes();
    }

    private static void DrawPanel(Plot plot, SweepAxis axis, (SweepLevel Level, CocoScores Scores)[] points)
    {
        double[] levels = [.. points.Select(p => p.Level.Value)];
        plot.Add.Scatter(levels, points.Select(p => p.Scores.AP50).ToArray()).LegendText = "AP50";
        plot.Add.Scatter(levels, points.Select(p => p.Scores.AP).ToArray()).LegendText = "AP";
        plot.XLabel(
            axis switch
            {
                SweepAxis.Scale => "scale s",
                SweepAxis.Blur => "blur sigma (px)",
                _ => "noise sigma (levels)",
            });
        plot.Axes.SetLimitsY(0, 1);
        plot.ShowLegend(Alignment.UpperRight);
    }
}
