namespace DetectionSdk.Evaluation;

/// <summary>
/// Detection scores as <c>COCOeval</c> of pycocotools defines them for boxes: greedy matching by score per image and
/// class; crowd boxes, and objects outside the size range, neither found nor missed; at most 100 detections per image
/// and class; images in the order of their COCO ids where scores tie. One difference: an annotation with id 0, which
/// pycocotools never counts as found, counts as any other. Immutable and thread-safe.
/// </summary>
public sealed class CocoEvaluation
{
    private readonly CocoClassEvaluation[] _classes;

    private CocoEvaluation(AnnotatedDataSet groundTruth, CocoClassEvaluation[] classes)
    {
        _classes = classes;
        Scores = new CocoScores(
            MeanPrecision(CocoArea.All),
            MeanPrecision(CocoArea.All, CocoThresholds.Iou50), MeanPrecision(CocoArea.All, CocoThresholds.Iou75),
            MeanPrecision(CocoArea.Small), MeanPrecision(CocoArea.Medium), MeanPrecision(CocoArea.Large),
            MeanRecall(CocoArea.All, 1), MeanRecall(CocoArea.All, 10), MeanRecall(CocoArea.All),
            MeanRecall(CocoArea.Small), MeanRecall(CocoArea.Medium), MeanRecall(CocoArea.Large));
        Classes = [.. classes.Select((result, id) => new CocoClassScores(
            id, groundTruth.ClassNames[id], result.ObjectCount,
            Mean(result.Precisions(CocoArea.All)),
            Mean(result.Precisions(CocoArea.All, CocoThresholds.Iou50)),
            Mean(result.Precisions(CocoArea.All, CocoThresholds.Iou75)),
            Mean(result.Recalls(CocoArea.All, CocoThresholds.MaximumDetections))))];
    }

    /// <summary>The twelve numbers.</summary>
    public CocoScores Scores { get; }

    /// <summary>Scores per class, by class index.</summary>
    public IReadOnlyList<CocoClassScores> Classes { get; }

    /// <summary>Scores detections against the ground truth.</summary>
    /// <exception cref="ArgumentException">A detection names an image or class that the ground truth has not, or a
    /// number of it is not finite.</exception>
    public static CocoEvaluation Run(AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections)
    {
        var boxes = new BoxesByClass(groundTruth, detections);
        var classes = new CocoClassEvaluation[boxes.ClassCount];
        Parallel.For(0, classes.Length, classId => classes[classId] = CocoClassEvaluation.Run(boxes.Images(classId)));
        return new CocoEvaluation(groundTruth, classes);
    }

    /// <summary>
    /// The interpolated curve of a class at 101 recall levels 0, .01, ... 1, all object sizes, up to 100 detections per
    /// image. Empty when the ground truth has no such object.
    /// </summary>
    /// <param name="classId">Class index.</param>
    /// <param name="iou">One of .50, .55, ... .95.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class, or the IoU is none of the ten.</exception>
    public PrecisionRecallCurve Curve(int classId, double iou = 0.5)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(classId);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(classId, _classes.Length);
        int threshold = Array.FindIndex(CocoThresholds.Ious, value => Math.Abs(value - iou) < 1e-9);
        if (threshold < 0)
            throw new ArgumentOutOfRangeException(nameof(iou), iou, "Expected one of .50, .55, ... .95.");
        return _classes[classId].Curve(threshold);
    }

    private double MeanPrecision(CocoArea area, int? threshold = null) =>
        Mean(_classes.SelectMany(result => result.Precisions(area, threshold)));

    private double MeanRecall(CocoArea area, int maximumDetections = CocoThresholds.MaximumDetections) =>
        Mean(_classes.SelectMany(result => result.Recalls(area, maximumDetections)));

    private static double Mean(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average();
}
