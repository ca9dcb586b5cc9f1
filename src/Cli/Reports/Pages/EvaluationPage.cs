using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>What one detector or several do on a data set, as a page.</summary>
internal static class EvaluationPage
{
    /// <param name="path">The file.</param>
    /// <param name="data">What the data set is called.</param>
    /// <param name="models">The detectors, on the same pictures.</param>
    /// <param name="levels">Scores by degree of degradation, one per detector; none where not measured.</param>
    public static void Write(
        string path, string data, IReadOnlyList<EvaluatedModel> models,
        IReadOnlyList<(SweepLevel Level, CocoScores[] Scores)> levels)
    {
        List<(string, Markup)> sections =
        [
            ("Scores", ScoreSection.Of(models)),
            ("Precision and recall", CurveSection.Of(models)),
            ("Errors", ErrorSection.Of(models)),
            ("Confusions", ConfusionSection.Of(models)),
        ];
        if (levels.Count > 0) sections.Add(("Degradation", LevelSection.Of(models, levels)));
        if (models.Count > 1) sections.Add(("Where they differ", PictureSection.Differences(models[0], models[1])));
        sections.Add(("Pictures", PictureSection.Of(models)));
        HtmlPage.Write(path, $"{string.Join(" and ", models.Select(model => model.Name))} on {data}", sections);
    }
}
