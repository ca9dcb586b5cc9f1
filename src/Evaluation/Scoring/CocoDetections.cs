using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes COCO results jsons: an array of <c>image_id</c>, <c>category_id</c>, <c>bbox</c> (x, y, width,
/// height) and <c>score</c>. An object that holds such an array as <c>annotations</c> is read too.
/// </summary>
public static class CocoDetections
{
    private const string Unranked =
        "scores are not finite: as in pycocotools infinity ranks first, and what is no number last.";

    private const string Negative = "boxes have a negative size and find nothing, as in pycocotools.";

    private const string Expected = "an array of objects with 'image_id', 'category_id', 'bbox' and 'score'";

    /// <summary>
    /// Reads detections of the images of a ground truth, which the file names by id, or by file name with or without
    /// extension. Detections of other categories, or without a box or a score, are left out. As pycocotools has it, a
    /// box of negative size stays, and a score that is no number ranks last.
    /// </summary>
    /// <param name="path">The json file.</param>
    /// <param name="groundTruth">The data set whose image and category ids the file uses.</param>
    /// <param name="problems">Takes what was left out and why; null to leave it out silently.</param>
    /// <exception cref="DataSetException">The file is absent, too large or broken, or names an image that the ground
    /// truth has not.</exception>
    public static IReadOnlyList<ScoredBox> Read(
        string path, AnnotatedDataSet groundTruth, ICollection<DataSetProblem>? problems = null)
    {
        IReadOnlyList<CocoResult?> results = ReadResults(path);
        var ids = new CocoIds(groundTruth);
        var images = new ResultImages(groundTruth, ids);
        Func<CocoKey, int?> find = images.Choose(
            [.. results.Select(result => result?.ImageId).OfType<CocoKey>().Distinct()]);
        Dictionary<CocoKey, int> classes = ids.ClassByKey();
        var boxes = new List<ScoredBox>(results.Count);
        var log = new ProblemLog();
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is not { ImageId: { } imageId } result || find(imageId) is not { } image)
                throw new DataSetException(path, null, Unknown(i, results[i]?.ImageId, images));
            if (FindFault(result, classes) is { } fault)
                log.Add(path, null, $"detection [{i}] {fault}; dropped.");
            else
                boxes.Add(ToScoredBox(result, image, classes[result.CategoryId!.Value], path, log));
        }
        foreach (DataSetProblem problem in log.ToList()) problems?.Add(problem);
        return boxes;
    }

    /// <summary>
    /// Writes detections, in their order, with the ids that <see cref="CocoDataSet.Write"/> gives the data set. Numbers
    /// keep full precision.
    /// </summary>
    /// <exception cref="DataSetException">The file cannot be written.</exception>
    public static void Write(IReadOnlyList<ScoredBox> detections, AnnotatedDataSet groundTruth, string path)
    {
        var ids = new CocoIds(groundTruth);
        IReadOnlyList<CocoResult?> results = [.. detections.Select(item => new CocoResult(
            ids.ImageId(item.ImageIndex), ids.CategoryId(item.ClassId), CocoDataSet.ToArray(item.Box), item.Score))];
        CocoJson.Write(path, results, CocoJson.Default.IReadOnlyListCocoResult);
    }

    private static IReadOnlyList<CocoResult?> ReadResults(string path)
    {
        if (!CocoJson.HoldsObject(path)) return CocoJson.Read(path, CocoJson.Default.IReadOnlyListCocoResult, Expected);
        return CocoJson.Read(path, CocoJson.Default.CocoResultFile, Expected).Annotations
            ?? throw new DataSetException(path, null, $"is an object without 'annotations', expected {Expected}.");
    }

    private static string Unknown(int index, CocoKey? image, ResultImages images) =>
        image is { } key && images.IsAmbiguous(key)
            ? $"detection [{index}] is of image {image}, which is the name of several images of the ground truth."
            : $"detection [{index}] is of image {image}, which the ground truth has not.";

    private static string? FindFault(CocoResult result, Dictionary<CocoKey, int> classes)
    {
        if (result.CategoryId is not { } category || !classes.ContainsKey(category))
            return $"is of category {result.CategoryId}, which the ground truth has not";
        if (result.Score is null) return "has no 'score', expected a number";
        if (result.Box is null or [] && result.Outline is not null) return null;
        return result.Box is { Length: 4 } && result.Box.All(double.IsFinite)
            ? null
            : "has no 'bbox' of four finite numbers";
    }

    private static ScoredBox ToScoredBox(CocoResult result, int image, int classId, string path, ProblemLog log)
    {
        Rect2d box = result.Box is [var x, var y, var width, var height]
            ? new Rect2d(x, y, width, height)
            : result.Outline!.Bounds();
        double score = result.Score!.Value;
        if (!double.IsFinite(score)) log.Count(Unranked, path, null);
        if (box.Width < 0 || box.Height < 0) log.Count(Negative, path, null);
        return new ScoredBox(image, classId, box, double.IsNaN(score)
            ? double.MinValue
            : Math.Clamp(score, double.MinValue, double.MaxValue));
    }
}
