using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Scores as pictures get smaller, more blurred and noisier.</summary>
internal static class LevelSection
{
    public static Markup Of(
        IReadOnlyList<EvaluatedModel> models, IReadOnlyList<(SweepLevel Level, CocoScores[] Scores)> levels) =>
        Markup.Of(
            $"""
            <div class="row">{levels.GroupBy(point => point.Level.Axis).Select(axis => Chart(models, axis))}</div>
            {HtmlTable.Of(
                "AP50 by degree of degradation", ["degree", .. models.Select(model => model.Name)],
                levels.Select(point => (
                    point.Level.ToString(), point.Scores.Select(scores => HtmlTable.Share(scores.AP50)))))}
            """);

    private static Markup Chart(
        IReadOnlyList<EvaluatedModel> models, IGrouping<SweepAxis, (SweepLevel Level, CocoScores[] Scores)> axis)
    {
        double[] degrees = [.. axis.Select(point => point.Level.Value)];
        string name = axis.Key switch
        {
            SweepAxis.Scale => "scale",
            SweepAxis.Blur => "blur, sigma in pixels",
            _ => "noise, sigma in levels",
        };
        return LineChart.Draw(
            $"AP50 over {name}; the numbers are in the table below", name, "AP50",
            models.Select((model, index) => (
                model.Name, degrees, axis.Select(point => point.Scores[index].AP50).ToArray())));
    }
}
