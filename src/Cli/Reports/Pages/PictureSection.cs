using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>Pictures: the most missed objects, the surest false alarms, and where two detectors differ.</summary>
internal static class PictureSection
{
    private const int Most = 8, MostDifferences = 6;
    private const double LeastScore = 0.05;

    private static readonly Markup Legend = new(
        """
        <fieldset class="legend"><legend>Boxes</legend>
        <label class="found"><input type="checkbox" id="show-found" checked> found</label>
        <label class="false"><input type="checkbox" id="show-false" checked> false alarms</label>
        <label class="missed"><input type="checkbox" id="show-missed" checked> missed</label></fieldset>

        """);

    public static Markup Of(IReadOnlyList<EvaluatedModel> models) =>
        Markup.Of($"{Legend}{models.Select(Worst)}");

    /// <summary>The pictures on which one of two detectors makes more errors than the other, side by side.</summary>
    public static Markup Differences(EvaluatedModel first, EvaluatedModel second)
    {
        IEnumerable<int> worst = Enumerable.Range(0, Math.Min(first.Pictures.Count, second.Pictures.Count))
            .OrderByDescending(index => Math.Abs(
                ErrorsOf(first, index) - ErrorsOf(second, index)))
            .Take(MostDifferences);
        return Markup.Of(
            $"""
            {worst.Select(index => Markup.Of(
                $"<div class=\"row\">{Draw(first, 0, index)}{Draw(second, 1, index)}</div>\n"))}
            """);
    }

    private static int ErrorsOf(EvaluatedModel model, int index) =>
        model.Pictures[index].MissedAt(model.Threshold) + model.Pictures[index].FalseAt(model.Threshold);

    private static Markup Worst(EvaluatedModel model, int number)
    {
        double least = model.Threshold;
        var misses = model.Pictures.Where(picture => picture.MissedAt(least) > 0)
            .OrderByDescending(picture => picture.MissedAt(least)).Take(Most);
        var alarms = model.Pictures.Where(picture => picture.SurestFalse >= least)
            .OrderByDescending(picture => picture.SurestFalse).Take(Most);
        return Markup.Of(
            $"""
            <h3>Most objects missed by {model.Name}</h3>
            <div class="row">{misses.Select(picture => Draw(model, number, picture.ImageIndex))}</div>
            <h3>Surest false alarms of {model.Name}</h3>
            <div class="row">{alarms.Select(picture => Draw(model, number, picture.ImageIndex))}</div>

            """);
    }

    private static Markup Draw(EvaluatedModel model, int number, int index)
    {
        PictureFindings picture = model.Pictures[index];
        using Mat image = model.Read(index);
        string caption = FormattableString.Invariant(
            $"{model.Truth.Images[index].Name}, {model.Name}: {picture.MissedAt(model.Threshold)} of ")
            + $"{picture.Objects.Count} objects missed, {picture.FalseAt(model.Threshold)} false alarms";
        return Markup.Of(
            $"<div data-model=\"{number}\">{BoxedPicture.Draw(image, Boxes(model, picture), caption)}</div>");
    }

    private static IEnumerable<DrawnBox> Boxes(EvaluatedModel model, PictureFindings picture)
    {
        for (int d = 0; d < picture.Detections.Count && picture.Detections[d].Score >= LeastScore; d++)
        {
            if (picture.IsIgnored[d]) continue;
            ScoredBox found = picture.Detections[d];
            yield return new DrawnBox(
                picture.IsRight(d) ? "found" : "false", found.Box, found.Score,
                FormattableString.Invariant($"{model.Truth.ClassNames[found.ClassId]} {found.Score:0.00}"));
        }

        for (int g = 0; g < picture.Objects.Count; g++)
            yield return new DrawnBox(
                "missed", picture.Objects[g].Box, picture.ScoreOf(g),
                $"{model.Truth.ClassNames[picture.Objects[g].ClassId]}, not found");
    }
}
