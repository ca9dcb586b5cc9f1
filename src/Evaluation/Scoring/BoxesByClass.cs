using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Ground truth and detections of one class in one image; detections best first, ties in list order.</summary>
internal sealed record ClassImage(IReadOnlyList<Annotation> Objects, IReadOnlyList<ScoredBox> Detections);

/// <summary>Sorts ground truth and detections into classes and images, images in the order of their COCO ids.</summary>
internal sealed class BoxesByClass
{
    // By class, then by rank of the image.
    private readonly Dictionary<int, (List<Annotation> Objects, List<ScoredBox> Detections)>[] _classes;

    public BoxesByClass(AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections)
    {
        int imageCount = groundTruth.Images.Count, classCount = groundTruth.ClassNames.Count;
        _classes =
        [
            .. Enumerable.Range(0, classCount).Select(_ => new Dictionary<int, (List<Annotation>, List<ScoredBox>)>())
        ];
        int[] rank = RankImages(groundTruth);
        for (int image = 0; image < imageCount; image++)
        {
            foreach (Annotation annotation in groundTruth.Images[image].Annotations)
            {
                Validate(annotation, groundTruth.Images[image], classCount);
                Entry(annotation.ClassId, rank[image]).Objects.Add(annotation);
            }
        }
        foreach (ScoredBox detection in detections)
        {
            Validate(detection, imageCount, classCount);
            Entry(detection.ClassId, rank[detection.ImageIndex]).Detections.Add(detection);
        }
    }

    public int ClassCount => _classes.Length;

    /// <summary>The images that have an object or a detection of the class.</summary>
    public IEnumerable<ClassImage> Images(int classId) => _classes[classId].OrderBy(pair => pair.Key)
        .Select(pair => pair.Value)
        .Select(
            image =>
                new ClassImage(image.Objects, [.. image.Detections.OrderByDescending(detection => detection.Score)]));

    private (List<Annotation> Objects, List<ScoredBox> Detections) Entry(int classId, int imageRank)
    {
        if (!_classes[classId].TryGetValue(imageRank, out (List<Annotation>, List<ScoredBox>) entry))
            _classes[classId].Add(imageRank, entry = ([], []));
        return entry;
    }

    private static int[] RankImages(AnnotatedDataSet groundTruth)
    {
        var ids = new CocoIds(groundTruth);
        int[] rank = new int[groundTruth.Images.Count];
        int next = 0;
        foreach (int index in Enumerable.Range(0, rank.Length).OrderBy(ids.ImageId)) rank[index] = next++;
        return rank;
    }

    private static void Validate(Annotation annotation, AnnotatedImage image, int classCount)
    {
        if (annotation.ClassId >= 0 && annotation.ClassId < classCount) return;
        throw new ArgumentException(
            $"'{image.Name}' has a box of class {annotation.ClassId}, expected 0 to {classCount - 1}.",
            nameof(annotation));
    }

    private static void Validate(ScoredBox detection, int imageCount, int classCount)
    {
        Rect2d box = detection.Box;
        bool knownImage = detection.ImageIndex >= 0 && detection.ImageIndex < imageCount;
        bool knownClass = detection.ClassId >= 0 && detection.ClassId < classCount;
        if (knownImage && knownClass && double.IsFinite(detection.Score)
            && double.IsFinite(box.X + box.Y + box.Width + box.Height))
            return;
        throw new ArgumentException(
            $"{detection} is not a detection of one of {imageCount} images and {classCount} classes with finite "
            + "numbers.", nameof(detection));
    }
}
