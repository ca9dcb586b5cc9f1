namespace DetectionSdk.Evaluation;

/// <summary>
/// Which classes a detector takes for which. Each detection that is sure enough and each object belong to one partner
/// at most, whatever its class, those that overlap most first, from IoU 0.5 on. Crowds, and detections in crowds of
/// their class, do not count.
/// </summary>
public sealed class ConfusionMatrix
{
    private readonly ILookup<(int Actual, int Found), Confusion> _cases;

    private ConfusionMatrix(int classes, IEnumerable<Confusion> cases)
    {
        Background = classes;
        _cases = cases.ToLookup(one => (one.Annotation?.ClassId ?? classes, one.Detection?.ClassId ?? classes));
    }

    /// <summary>The index that stands for no object, and for no detection: the number of classes.</summary>
    public int Background { get; }

    /// <summary>How many objects of a class were found as a class.</summary>
    /// <param name="actual">Class of the objects; <see cref="Background"/>: where there is none.</param>
    /// <param name="found">Class of the detections; <see cref="Background"/>: where there is none.</param>
    public int this[int actual, int found] => _cases[(actual, found)].Count();

    /// <summary>Counts the detections of a least score.</summary>
    public static ConfusionMatrix Run(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections, double confidence)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        return new ConfusionMatrix(
            groundTruth.ClassNames.Count,
            PictureFindings.Of(groundTruth, [.. detections.Where(found => found.Score >= confidence)])
                .SelectMany(Match));
    }

    /// <summary>The objects of a class that were found as a class, one by one, in the order of the images.</summary>
    /// <param name="actual">As for the counts.</param>
    /// <param name="found">As for the counts.</param>
    public IReadOnlyList<Confusion> Cases(int actual, int found) => [.. _cases[(actual, found)]];

    private static IEnumerable<Confusion> Match(PictureFindings image)
    {
        HashSet<int> detections = [.. Enumerable.Range(0, image.Detections.Count).Where(d => !image.IsIgnored[d])];
        HashSet<int> objects = [.. Enumerable.Range(0, image.Objects.Count)];
        var pairs =
            from d in detections
            from g in objects
            let overlap = BoxOverlap.Iou(image.Detections[d].Box, image.Objects[g].Box)
            where overlap >= PictureFindings.Found
            orderby overlap descending, image.IsOfClass(d, g) descending
            select (Detection: d, Object: g, Overlap: overlap);
        foreach ((int d, int g, double overlap) in pairs.ToList())
        {
            if (!detections.Contains(d) || !objects.Contains(g)) continue;
            detections.Remove(d);
            objects.Remove(g);
            yield return new Confusion(image.ImageIndex, image.Objects[g], image.Detections[d], overlap);
        }

        foreach (int d in detections) yield return new Confusion(image.ImageIndex, null, image.Detections[d], 0);
        foreach (int g in objects) yield return new Confusion(image.ImageIndex, image.Objects[g], null, 0);
    }
}
