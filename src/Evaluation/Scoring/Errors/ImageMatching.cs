namespace DetectionSdk.Evaluation;

/// <summary>
/// Which detection of an image found which object at IoU 0.5: the surest first, each the free object of its class that
/// it overlaps most. At most 100 detections per image. Leaving out unsure detections changes no other match.
/// </summary>
internal sealed class ImageMatching
{
    public const double Found = 0.5;
    private const int MaximumDetections = 100;

    private readonly double[,] _overlaps; // detection, object
    private readonly int[] _objectOf;

    private ImageMatching(int image, IReadOnlyList<Annotation> annotations, IEnumerable<ScoredBox> detections)
    {
        ImageIndex = image;
        Objects = [.. annotations.Where(annotation => !annotation.Crowd)];
        Detections = [.. detections.OrderByDescending(found => found.Score).Take(MaximumDetections)];
        _overlaps = new double[Detections.Count, Objects.Count];
        for (int d = 0; d < Detections.Count; d++)
            for (int g = 0; g < Objects.Count; g++)
                _overlaps[d, g] = BoxOverlap.Iou(Detections[d].Box, Objects[g].Box);
        FinderOf = [.. Enumerable.Repeat(-1, Objects.Count)];
        _objectOf = [.. Enumerable.Range(0, Detections.Count).Select(Match)];
        IsIgnored =
        [
            .. Detections.Select((found, d) => _objectOf[d] < 0 && annotations.Any(
                crowd => crowd.Crowd && crowd.ClassId == found.ClassId
                    && BoxOverlap.Iou(found.Box, crowd.Box, crowd: true) > Found)),
        ];
    }

    public int ImageIndex { get; }

    /// <summary>The objects to find: without crowds.</summary>
    public IReadOnlyList<Annotation> Objects { get; }

    /// <summary>The detections, the surest first.</summary>
    public IReadOnlyList<ScoredBox> Detections { get; }

    /// <summary>By object: the detection that found it; -1: none did.</summary>
    public int[] FinderOf { get; }

    /// <summary>By detection: whether it found nothing but lies in a crowd of its class, so that it does not count.</summary>
    public IReadOnlyList<bool> IsIgnored { get; }

    /// <summary>Matches all images.</summary>
    public static IReadOnlyList<ImageMatching> All(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections)
    {
        ILookup<int, ScoredBox> byImage = detections.ToLookup(found => found.ImageIndex);
        return
        [
            .. groundTruth.Images.Select((image, index) => new ImageMatching(index, image.Annotations, byImage[index])),
        ];
    }

    /// <summary>Whether a detection found an object.</summary>
    public bool IsRight(int detection) => _objectOf[detection] >= 0;

    /// <summary>
    /// The object that a detection overlaps most, of those that a condition holds for, the first of equals; -1 and 0
    /// where it overlaps none.
    /// </summary>
    public (int Object, double Overlap) Nearest(int detection, Func<int, bool> condition)
    {
        (int Object, double Overlap) nearest = (-1, 0);
        for (int g = 0; g < Objects.Count; g++)
            if (_overlaps[detection, g] > nearest.Overlap && condition(g)) nearest = (g, _overlaps[detection, g]);
        return nearest;
    }

    /// <summary>Whether a detection has the class of an object.</summary>
    public bool IsOfClass(int detection, int item) => Detections[detection].ClassId == Objects[item].ClassId;

    private int Match(int detection)
    {
        (int item, double overlap) = Nearest(detection, g => FinderOf[g] < 0 && IsOfClass(detection, g));
        if (overlap < Found) return -1;
        FinderOf[item] = detection;
        return item;
    }
}
