using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes COCO results jsons: an array of <c>image_id</c>, <c>category_id</c>, <c>bbox</c> (x, y, width,
/// height) and <c>score</c>. An object that holds such an array as <c>annotations</c> is read too.
/// </summary>
public static class CocoDetections
{
    private const string Expected = "an array of objects with 'image_id', 'category_id', 'bbox' and 'score'";

    /// <summary>
    /// Reads detections of the images of a ground truth. Detections of other categories, or with broken boxes or
    /// scores, are left out.
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
        Dictionary<long, int> images = ids.ImageIndexById();
        Dictionary<int, int> classes = ids.ClassById();
        var boxes = new List<ScoredBox>(results.Count);
        for (int i = 0; i < results.Count; i++)
        {
            if (results[i] is not { ImageId: { } imageId } result || !images.TryGetValue(imageId, out int image))
                throw new DataSetException(path, null,
                    $"detection [{i}] is of image {results[i]?.ImageId}, which the ground truth has not.");
            if (FindFault(result, classes) is { } fault)
                problems?.Add(new DataSetProblem(path, null, $"detection [{i}] {fault}; dropped."));
            else
                boxes.Add(
                    new ScoredBox(image, classes[result.CategoryId!.Value], ToRect(result.Box!), result.Score!.Value));
        }
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

    private static string? FindFault(CocoResult result, Dictionary<int, int> classes)
    {
        if (result.CategoryId is not { } category || !classes.ContainsKey(category))
            return $"is of category {result.CategoryId}, which the ground truth has not";
        if (result.Box is not { Length: 4 } || !result.Box.All(double.IsFinite))
            return "has no 'bbox' of four finite numbers";
        if (result.Box[2] < 0 || result.Box[3] < 0)
            return $"has a 'bbox' of negative size {result.Box[2]} x {result.Box[3]}";
        return result.Score is { } score && double.IsFinite(score)
            ? null
            : $"has the score {result.Score}, expected a finite number";
    }

    private static Rect2d ToRect(double[] box) => new(box[0], box[1], box[2], box[3]);
}
