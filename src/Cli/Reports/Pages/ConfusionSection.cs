using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Which classes are taken for which.</summary>
internal static class ConfusionSection
{
    public static Markup Of(IReadOnlyList<EvaluatedModel> models) => Markup.Of($"{models.Select(Matrix)}");

    private static Markup Matrix(EvaluatedModel model)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Run(model.Truth, model.Result.Detections, model.Threshold);
        int[] all = [.. Enumerable.Range(0, matrix.Background + 1)];
        int[] shown = [.. all.Where(id => all.Any(other => matrix[id, other] + matrix[other, id] > 0))];
        return HtmlTable.Of(
            FormattableString.Invariant(
                $"{model.Name}: objects by class (rows) and by what they were found as (columns), from a score of ")
            + FormattableString.Invariant($"{model.Threshold:0.00} on"),
            ["", .. shown.Select(id => id == matrix.Background ? "not found" : model.Truth.ClassNames[id])],
            shown.Select(id => (
                id == matrix.Background ? "nothing there" : model.Truth.ClassNames[id],
                shown.Select(found => Cell(matrix[id, found], all.Sum(other => matrix[id, other]))))));
    }

    private static Markup Cell(int count, int ofAll) => Markup.Of(
        $"<span class=\"heat\" style=\"--share:{(ofAll == 0 ? 0 : (double)count / ofAll):0.00}\">{count}</span>");
}
