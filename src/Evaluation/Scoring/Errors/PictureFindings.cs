namespace DetectionSdk.Evaluation;

/// <summary>
/// Which detection of an image found which object at IoU 0.5: the surest first, each the free object of its class that
/// it overlaps most. At most 100 detections per image. Leaving out unsure detections changes no other match. Crowds,
/// and detections in crowds of their class, do not count. Immutable and thread-safe.
/// </summary>
public sealed class PictureFindings
{
    internal const double Found = 0.5;
    private const int MaximumDetections = 100;

    private readonly double[,] _overlaps; // detection, object
    private readonly int[] _objectOf;
    private readonly int[] _finderOf;

    private PictureFindings(int image, IReadOnlyList<Annotation> annotations, IEnumerable<ScoredBox> detections)
    {
        ImageIndex = image;
        Objects = [.. annotations.Where(annotation => !annotation.Crowd)];
        Detections = [.. detections.OrderByDescending(found => found.Score).Take(MaximumDetections)];
        _overlaps = new double[Detections.Count, Objects.Count];
        for (int d = 0; d < Detections.Count; d++)
            for (int g = 0; g < Objects.Count; g++)
                _overlaps[d, g] = BoxOverlap.Iou(Detections[d].Box, Objects[g].Box);
        _finderOf = [.. Enumerable.Repeat(-1, Objects.Count)];
        _objectOf = [.. Enumerable.Range(0, Detections.Count).Select(Match)];
        IsIgnored =
        [
            .. Detections.Select((found, d) => _objectOf[d] < 0 && annotations.Any(
                crowd => crowd.Crowd && crowd.ClassId == found.ClassId
                    && BoxOverlap.Iou(found.Box, crowd.Box, crowd: true) > Found)),
        ];
    }

    /// <summary>Index of the image in its data set.</summary>
    public int ImageIndex { get; }

    /// <summary>The objects to find: without crowds.</summary>
    public IReadOnlyList<Annotation> Objects { get; }

    /// <summary>The detections, the surest first.</summary>
    public IReadOnlyList<ScoredBox> Detections { get; }

    /// <summary>By detection: whether it lies in a crowd of its class and found nothing else.</summary>
    public IReadOnlyList<bool> IsIgnored { get; }

    /// <summary>The score of the surest detection that is wrong; -1 without one.</summary>
    public double SurestFalse => Wrong.Select(found => found.Score).DefaultIfEmpty(-1).First();

    private IEnumerable<ScoredBox> Wrong => Detections.Where((_, d) => !IsIgnored[d] && !IsRight(d));

    /// <summary>Matches all images of a data set, in their order.</summary>
    public static IReadOnlyList<PictureFindings> Of(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        ILookup<int, ScoredBox> byImage = detections.ToLookup(found => found.ImageIndex);
        return
        [
            .. groundTruth.Images.Select(
                (image, index) => new PictureFindings(index, image.Annotations, byImage[index])),
        ];
    }

    /// <summary>Whether a detection found an object.</summary>
    public bool IsRight(int detection) => _objectOf[detection] >= 0;

    /// <summary>The score of the detection that found an object; -1: none did.</summary>
    public double ScoreOf(int item) => IsFound(item) ? Detections[_finderOf[item]].Score : -1;

    /// <summary>Number of objects that no detection of a least score found.</summary>
    public int MissedAt(double confidence) =>
        Enumerable.Range(0, Objects.Count).Count(item => !IsFound(item) || ScoreOf(item) < confidence);

    /// <summary>Number of detections of a least score that found nothing.</summary>
    public int FalseAt(double confidence) => Wrong.Count(found => found.Score >= confidence);

    /// <summary>Whether any detection found an object.</summary>
    internal bool IsFound(int item) => _finderOf[item] >= 0;

    /// <summary>
    /// The object that a detection overlaps most, of those that a condition holds for, the first of equals; -1 and 0
    /// where it overlaps none.
    /// </summary>
    internal (int Object, double Overlap) Nearest(int detection, Func<int, bool> condition)
    {
        (int Object, double Overlap) nearest = (-1, 0);
        for (int g = 0; g < Objects.Count; g++)
            if (_overlaps[detection, g] > nearest.Overlap && condition(g)) nearest = (g, _overlaps[detection, g]);
        return nearest;
    }

    /// <summary>Whether a detection has the class of an object.</summary>
    internal bool IsOfClass(int detection, int item) => Detections[detection].ClassId == Objects[item].ClassId;

    private int Match(int detection)
    {
        (int item, double overlap) = Nearest(detection, g => !IsFound(g) && IsOfClass(detection, g));
        if (overlap < Found) return -1;
        _finderOf[item] = detection;
        return item;
    }
}
