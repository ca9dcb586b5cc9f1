using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Average precision: in all, by size of the objects and by class.</summary>
internal static class ScoreSection
{
    private static readonly (string Name, Func<CocoScores, double> Read)[] Scores =
    [
        ("AP, IoU 0.50 to 0.95", scores => scores.AP), ("AP50", scores => scores.AP50),
        ("AP75", scores => scores.AP75), ("AP of small objects, up to 32 x 32 pixels", scores => scores.APs),
        ("AP of medium objects", scores => scores.APm),
        ("AP of large objects, from 96 x 96 pixels on", scores => scores.APl),
        ("Recall at 100 detections", scores => scores.AR100), ("Recall of small objects", scores => scores.ARs),
        ("Recall of medium objects", scores => scores.ARm), ("Recall of large objects", scores => scores.ARl),
    ];

    public static Markup Of(IReadOnlyList<EvaluatedModel> models)
    {
        AnnotatedDataSet truth = models[0].Truth;
        return Markup.Of(
            $"""
            <p>{truth.Images.Count} pictures, {truth.BoxCount} objects, {truth.ClassNames.Count} classes. A dash: there
            is no such object.</p>
            {HtmlTable.Of(
                "Average precision and recall as COCO defines them", ["", .. models.Select(model => model.Name)],
                Rows(models))}
            {models.Select(Classes)}
            """);
    }

    private static IEnumerable<(string, IEnumerable<Markup>)> Rows(IReadOnlyList<EvaluatedModel> models) =>
        Scores.Select(score => (
            score.Name, models.Select(model => HtmlTable.Share(score.Read(model.Result.Coco.Scores)))))
        .Append((
            "Time per picture, median",
            models.Select(model => Markup.Of($"{model.Result.MedianTime.TotalMilliseconds:0.0} ms"))));

    private static Markup Classes(EvaluatedModel model) => HtmlTable.Of(
        $"{model.Name} by class",
        ["class", "objects", "AP", "AP50", "AP75", "best least score", "precision there", "recall there", "F1 there"],
        model.Result.Coco.Classes.Where(one => one.Objects > 0).Select(one => (one.Name, Cells(model, one))));

    private static IEnumerable<Markup> Cells(EvaluatedModel model, CocoClassScores one)
    {
        ConfidencePoint best = ConfidenceCurve.Run(model.Truth, model.Result.Detections, one.ClassId).Best;
        return
        [
            Markup.Of($"{one.Objects}"),
            .. ((double[])[one.AP, one.AP50, one.AP75, best.Confidence, best.Precision, best.Recall, best.F1])
                .Select(HtmlTable.Share),
        ];
    }
}
