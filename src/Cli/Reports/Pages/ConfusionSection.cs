using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Which classes are taken for which; the numbers lead to pictures.</summary>
internal static class ConfusionSection
{
    public static Markup Of(IReadOnlyList<EvaluatedModel> models) => Markup.Of(
        $"""
        <p>A number that is a link leads to the worst pictures of its cell: the surest errors, the largest objects not
        found, the least sure right ones. A page holds at most {ConfusionPictures.MostOfAll} of a detector, of errors
        before right ones.</p>
        {models.Select(Matrix)}
        """);

    private static Markup Matrix(EvaluatedModel model, int number)
    {
        ConfusionMatrix matrix = ConfusionMatrix.Run(model.Truth, model.Result.Detections, model.Threshold);
        int[] all = [.. Enumerable.Range(0, matrix.Background + 1)];
        int[] shown = [.. all.Where(id => all.Any(other => matrix[id, other] + matrix[other, id] > 0))];
        ConfusionPictures pictures = ConfusionPictures.Choose(model, number, matrix, shown);
        Markup table = HtmlTable.Of(
            FormattableString.Invariant(
                $"{model.Name}: objects by class (rows) and by what they were found as (columns), from a score of ")
            + FormattableString.Invariant($"{model.Threshold:0.00} on"),
            ["", .. shown.Select(id => id == matrix.Background ? "not found" : model.Truth.ClassNames[id])],
            shown.Select(id => (
                id == matrix.Background ? "nothing there" : model.Truth.ClassNames[id],
                shown.Select(found => Cell(
                    matrix[id, found], all.Sum(other => matrix[id, other]), pictures.Link((id, found)))))));
        return Markup.Of($"{table}{pictures.Draw()}");
    }

    private static Markup Cell(int count, int ofAll, Markup content) => Markup.Of(
        $"""
        <span class="heat" style="--share:{(ofAll == 0 ? 0 : (double)count / ofAll):0.00}">{content}</span>
        """);
}
