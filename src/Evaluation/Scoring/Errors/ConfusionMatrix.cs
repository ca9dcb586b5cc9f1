namespace DetectionSdk.Evaluation;

/// <summary>
/// Which classes a detector takes for which. Each detection that is sure enough and each object belong to one partner
/// at most, whatever its class, those that overlap most first, from IoU 0.5 on. Crowds, and detections in crowds of
/// their class, do not count.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    private ConfusionMatrix(int classes)
    {
        Background = classes;
        _counts = new int[classes + 1, classes + 1];
    }

    /// <summary>The index that stands for no object, and for no detection: the number of classes.</summary>
    public int Background { get; }

    /// <summary>How many objects of a class were found as a class.</summary>
    /// <param name="actual">Class of the objects; <see cref="Background"/>: where there is none.</param>
    /// <param name="found">Class of the detections; <see cref="Background"/>: where there is none.</param>
    public int this[int actual, int found] => _counts[actual, found];

    /// <summary>Counts the detections of a least score.</summary>
    public static ConfusionMatrix Run(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections, double confidence)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        ConfusionMatrix matrix = new(groundTruth.ClassNames.Count);
        foreach (PictureFindings image in PictureFindings.Of(
            groundTruth, [.. detections.Where(found => found.Score >= confidence)]))
            matrix.Add(image);
        return matrix;
    }

    private void Add(PictureFindings image)
    {
        HashSet<int> detections = [.. Enumerable.Range(0, image.Detections.Count).Where(d => !image.IsIgnored[d])];
        HashSet<int> objects = [.. Enumerable.Range(0, image.Objects.Count)];
        var pairs =
            from d in detections
            from g in objects
            let overlap = BoxOverlap.Iou(image.Detections[d].Box, image.Objects[g].Box)
            where overlap >= PictureFindings.Found
            orderby overlap descending, image.IsOfClass(d, g) descending
            select (Detection: d, Object: g);
        foreach ((int d, int g) in pairs.ToList())
        {
            if (!detections.Contains(d) || !objects.Contains(g)) continue;
            detections.Remove(d);
            objects.Remove(g);
            _counts[image.Objects[g].ClassId, image.Detections[d].ClassId]++;
        }

        foreach (int d in detections) _counts[Background, image.Detections[d].ClassId]++;
        foreach (int g in objects) _counts[image.Objects[g].ClassId, Background]++;
    }
}
