using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>The six kinds of errors, and what they cost.</summary>
internal static class ErrorSection
{
    private static readonly (ErrorKind Kind, string Name)[] Kinds =
    [
        (ErrorKind.Localization, "Place: right class, IoU 0.1 to 0.5"),
        (ErrorKind.Classification, "Class: right place, another class"),
        (ErrorKind.Both, "Both: another class, IoU 0.1 to 0.5"),
        (ErrorKind.Duplicate, "Duplicate: found already by a surer one"),
        (ErrorKind.Background, "Background: nothing is there"),
        (ErrorKind.Missed, "Missed: found by none, near none"),
    ];

    public static Markup Of(IReadOnlyList<EvaluatedModel> models) => Markup.Of(
        $"""
        <p>The kinds of TIDE (Bolya et al., ECCV 2020). Cost: points of AP50 that mending the errors of this kind alone,
        over all detections, would give; costs do not add up. Number: errors at the best least score.</p>
        {HtmlTable.Of(
            "Errors by kind", ["kind", .. models.SelectMany(m => (string[])[$"cost, {m.Name}", $"number, {m.Name}"])],
            Rows([.. models.Select(model => (model.Errors, ErrorAnalysis.Run(model.Truth, model.Sure)))]))}
        """);

    private static IEnumerable<(string, IEnumerable<Markup>)> Rows(
        IReadOnlyList<(ErrorAnalysis All, ErrorAnalysis Sure)> models) =>
        Kinds.Select(kind => (
            kind.Name,
            models.SelectMany(model => (Markup[])
                [Cost(model.All.LossOf(kind.Kind)), Markup.Of($"{model.Sure.CountOf(kind.Kind)}")])))
        .Append((
            "All wrong detections",
            models.SelectMany(model => (Markup[])
                [
                    Cost(model.All.FalsePositiveLoss),
                    Markup.Of($"{model.Sure.Errors.Count(error => error.Detection is not null)}"),
                ])))
        .Append((
            "All objects not found",
            models.SelectMany(model => (Markup[])
                [Cost(model.All.FalseNegativeLoss), Markup.Of($"{model.Sure.UnfoundObjects}")])));

    private static Markup Cost(double loss) => Markup.Of(
        $"<span class=\"bar\" style=\"--share:{loss:0.000}\">{100 * loss:0.0}</span>");
}
