namespace DetectionSdk.Evaluation;

/// <summary>
/// Precision, recall and F1 over the least score that counts, at IoU 0.5: 0, 0.01, ... 1. Crowds, and detections in
/// them, do not count. Immutable and thread-safe.
/// </summary>
public sealed class ConfidenceCurve
{
    private const int Levels = 100;

    private ConfidenceCurve(IReadOnlyList<ConfidencePoint> points) => Points = points;

    /// <summary>One point per least score, rising.</summary>
    public IReadOnlyList<ConfidencePoint> Points { get; }

    /// <summary>The point with the highest F1; of equals the one with the lowest score.</summary>
    public ConfidencePoint Best => Points.MaxBy(point => point.F1)!;

    /// <summary>Computes the curve of one class, or of all objects together.</summary>
    /// <param name="groundTruth">The objects.</param>
    /// <param name="detections">What was found.</param>
    /// <param name="classId">The class; null for all.</param>
    public static ConfidenceCurve Run(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections, int? classId = null)
    {
        ArgumentNullException.ThrowIfNull(groundTruth);
        ArgumentNullException.ThrowIfNull(detections);
        IReadOnlyList<PictureFindings> images = PictureFindings.Of(groundTruth, detections);
        int objects = images.Sum(image => image.Objects.Count(item => classId is null || item.ClassId == classId));
        List<(double Score, bool IsRight)> counted =
        [
            .. from image in images
               from d in Enumerable.Range(0, image.Detections.Count)
               where !image.IsIgnored[d] && (classId is null || image.Detections[d].ClassId == classId)
               select (image.Detections[d].Score, image.IsRight(d)),
        ];
        return new ConfidenceCurve(
            [.. Enumerable.Range(0, Levels + 1).Select(level => PointAt((double)level / Levels))]);

        ConfidencePoint PointAt(double confidence) => new(
            confidence, counted.Count(found => found.Score >= confidence && found.IsRight),
            counted.Count(found => found.Score >= confidence && !found.IsRight), objects);
    }
}
