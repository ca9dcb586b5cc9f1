using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>
/// Shows what a front-end cost and how similar its images are to the clean ones, on the whole and per image.
/// </summary>
internal static class FrontEndReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static void Print(DetectorEvaluationResult result)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{result.MedianFrontEndTime.TotalMilliseconds:0.0} ms per image before that (median: front-end)"));
        List<Similarity> compared = Compared(result);
        string scope = compared.Count == result.Images.Count
            ? ""
            : $" over {compared.Count} of {result.Images.Count} images; the others differ in size from the image of "
                + "the data set";
        Console.WriteLine(Mean(compared) is { } mean
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"PSNR {mean.Psnr:0.00} dB, SSIM {mean.Ssim:0.0000} against the image of the data set (RGB){scope}")
            : "no PSNR and SSIM: every enhanced image differs in size from the image of the data set");
    }

    /// <summary>
    /// The twelve numbers as <see cref="ScoreReport.WriteJson"/> writes them, then <c>frontEnd</c> (means) and
    /// <c>images</c>; to stdout for <c>-</c>.
    /// </summary>
    public static void WriteJson(DetectorEvaluationResult result, string path)
    {
        List<Similarity> compared = Compared(result);
        JsonObject report = JsonSerializer.SerializeToNode(result.Coco.Scores)!.AsObject();
        report["frontEnd"] = Node(new
        {
            milliseconds = result.MedianFrontEndTime.TotalMilliseconds,
            detectorMilliseconds = result.MedianTime.TotalMilliseconds,
            compared = compared.Count,
            psnr = Mean(compared)?.Psnr,
            ssim = Mean(compared)?.Ssim,
        });
        report["images"] = new JsonArray([.. result.Images.Select((image, i) => DescribeImage(result, image, i))]);
        if (path == "-") Console.WriteLine(report.ToJsonString(Indented));
        else AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, report, Indented));
    }

    // AP is -1 where an image has no object, as in the twelve numbers; psnr and ssim are null where sizes differ.
    private static JsonNode DescribeImage(DetectorEvaluationResult result, ImageMeasures image, int index)
    {
        CocoScores scores = result.ScoreImage(index);
        return Node(
            new
            {
                name = image.Name,
                scores.AP,
                scores.AP50,
                psnr = image.Similarity?.Psnr,
                ssim = image.Similarity?.Ssim,
                milliseconds = image.Timings.FrontEnd.TotalMilliseconds,
            });
    }

    private static JsonNode Node<T>(T value) => JsonSerializer.SerializeToNode(value, Indented)!;

    private static List<Similarity> Compared(DetectorEvaluationResult result) =>
        [.. result.Images.Select(i => i.Similarity).OfType<Similarity>()];

    private static Similarity? Mean(List<Similarity> compared) =>
        compared.Count > 0 ? Similarity.Mean(compared) : null;
}
