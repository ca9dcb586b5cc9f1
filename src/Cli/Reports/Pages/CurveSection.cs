using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Precision over recall, and F1 over the least score with the best one.</summary>
internal static class CurveSection
{
    private const double Iou = 0.5;
    private const int MostClasses = 6;

    public static Markup Of(IReadOnlyList<EvaluatedModel> models) => Markup.Of(
        $"""
        <div class="row">
        {LineChart.Draw(
            "Precision over recall at IoU 0.5", "recall", "precision", models.Count == 1
                ? [MeanOf(models[0], "all classes"), .. ByClass(models[0])]
                : models.Select(model => MeanOf(model, model.Name)), upTo: 1)}
        {LineChart.Draw(
            $"F1 over the least score at IoU 0.5. {string.Join("; ", models.Select(Best))}", "least score", "F1",
            models.Select(F1), upTo: 1)}
        </div>
        <ul>{models.Select(model => Markup.Of($"<li>{Best(model)}</li>"))}</ul>
        {models.Select(Slider)}
        """);

    private static string Best(EvaluatedModel model) => FormattableString.Invariant(
        $"{model.Name}: best F1 {model.Curve.Best.F1:0.000} at the least score {model.Threshold:0.00}, precision ")
        + FormattableString.Invariant(
            $"{model.Curve.Best.Precision:0.000}, recall {model.Curve.Best.Recall:0.000}");

    /// <summary>A slider of the least score, which also shows and hides the boxes of all pictures.</summary>
    private static Markup Slider(EvaluatedModel model, int index) => Markup.Of(
        $"""
        <p class="slider"><label for="confidence-{index}">Least score of {model.Name}</label>
        <input type="range" id="confidence-{index}" min="0" max="100" value="{100 * model.Threshold:0}"
        data-model="{index}" data-points="{string.Join("|", model.Curve.Points.Select(Text))}">
        <output for="confidence-{index}" aria-live="polite">{Text(model.Curve.Best)}</output></p>

        """);

    private static string Text(ConfidencePoint point) => FormattableString.Invariant(
        $"{point.Confidence:0.00}: {point.Found} of {point.Objects} objects found, {point.False} false alarms; ")
        + FormattableString.Invariant(
            $"precision {point.Precision:0.000}, recall {point.Recall:0.000}, F1 {point.F1:0.000}");

    private static (string, double[], double[]) F1(EvaluatedModel model) => (
        model.Name, [.. model.Curve.Points.Select(point => point.Confidence)],
        [.. model.Curve.Points.Select(point => point.F1)]);

    private static (string, double[], double[]) MeanOf(EvaluatedModel model, string name)
    {
        PrecisionRecallCurve[] curves = [.. CurvesOf(model).Select(curve => curve.Curve)];
        return (
            name, [.. curves[0].Recall],
            [.. curves[0].Recall.Select((_, level) => curves.Average(curve => curve.Precision[level]))]);
    }

    private static IEnumerable<(string, double[], double[])> ByClass(EvaluatedModel model) => CurvesOf(model)
        .Take(MostClasses - 1)
        .Select(curve => (curve.Name, (double[])[.. curve.Curve.Recall], (double[])[.. curve.Curve.Precision]));

    private static IEnumerable<(string Name, PrecisionRecallCurve Curve)> CurvesOf(EvaluatedModel model) =>
        model.Result.Coco.Classes.Where(one => one.Objects > 0)
            .OrderByDescending(one => one.Objects)
            .Select(one => (one.Name, model.Result.Coco.Curve(one.ClassId, Iou)));
}
