using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Average precision as the Pascal VOC development kit computes it (Everingham et al., IJCV 2010): over all images by
/// falling score, a detection is compared with the object it overlaps most; the first to reach the IoU finds it, later
/// ones are wrong, and difficult objects are neither found nor missed. Crowd boxes are treated as difficult. Immutable
/// and thread-safe.
/// </summary>
public sealed class VocEvaluation
{
    private VocEvaluation(IReadOnlyList<VocClassScores> classes)
    {
        Classes = classes;
        MeanAP = classes.Where(scores => scores.Objects > 0).Select(scores => scores.AP).DefaultIfEmpty(-1).Average();
    }

    /// <summary>Mean of the classes that have objects, in [0, 1]; -1 when none has.</summary>
    public double MeanAP { get; }

    /// <summary>Scores per class, by class index.</summary>
    public IReadOnlyList<VocClassScores> Classes { get; }

    /// <summary>Scores detections against the ground truth.</summary>
    /// <exception cref="ArgumentException">An option is out of range, a detection names an image or class that the
    /// ground truth has not, or a number of it is not finite.</exception>
    public static VocEvaluation Run(
        AnnotatedDataSet groundTruth, IReadOnlyList<ScoredBox> detections, VocOptions? options = null)
    {
        options ??= new VocOptions();
        options.Validate();
        var boxes = new BoxesByClass(groundTruth, detections);
        return new VocEvaluation(
        [
            .. groundTruth.ClassNames.Select((name, classId) => Score(classId, name, boxes.Images(classId), options))
        ]);
    }

    private static VocClassScores Score(int classId, string name, IEnumerable<ClassImage> images, VocOptions options)
    {
        int objects = 0;
        var outcomes = new List<(double Score, bool Found)>();
        foreach (ClassImage image in images)
        {
            objects += image.Objects.Count(item => !IsLeftOut(item));
            Match(image, options, outcomes);
        }
        PrecisionRecallCurve curve = ComputeCurve([.. outcomes.OrderByDescending(outcome => outcome.Score)], objects);
        double precision = objects == 0 ? -1
            : options.Interpolation == VocInterpolation.AllPoints
                ? AverageAllPoints(curve)
                : AverageElevenPoints(curve);
        return new VocClassScores(classId, name, objects, precision, curve);
    }

    private static bool IsLeftOut(Annotation annotation) => annotation.Difficult || annotation.Crowd;

    private static void Match(ClassImage image, VocOptions options, List<(double Score, bool Found)> outcomes)
    {
        bool[] found = new bool[image.Objects.Count];
        foreach (ScoredBox detection in image.Detections)
        {
            int best = -1;
            double bestIou = double.NegativeInfinity;
            for (int i = 0; i < found.Length; i++)
            {
                double iou = Iou(detection.Box, image.Objects[i].Box, options.InclusivePixels ? 1 : 0);
                if (iou > bestIou) (best, bestIou) = (i, iou);
            }
            bool overlaps = bestIou >= options.Iou;
            if (overlaps && IsLeftOut(image.Objects[best])) continue;
            outcomes.Add((detection.Score, overlaps && !found[best]));
            if (overlaps) found[best] = true;
        }
    }

    private static PrecisionRecallCurve ComputeCurve((double Score, bool Found)[] ranked, int objects)
    {
        double[] recall = new double[ranked.Length], precision = new double[ranked.Length];
        int found = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            if (ranked[i].Found) found++;
            recall[i] = objects == 0 ? 0 : (double)found / objects;
            precision[i] = (double)found / (i + 1);
        }
        return new PrecisionRecallCurve(recall, precision, [.. ranked.Select(outcome => outcome.Score)]);
    }

    private static double AverageAllPoints(PrecisionRecallCurve curve)
    {
        double area = 0, best = 0;
        for (int i = curve.Recall.Count - 1; i >= 0; i--)
        {
            best = Math.Max(best, curve.Precision[i]);
            area += (curve.Recall[i] - (i > 0 ? curve.Recall[i - 1] : 0)) * best;
        }
        return area;
    }

    private static double AverageElevenPoints(PrecisionRecallCurve curve)
    {
        double sum = 0;
        for (int level = 0; level <= 10; level++)
        {
            // level * .1 as the reference rounds it: a recall of .6 does not reach .6000000000000001.
            double threshold = level * 0.1;
            sum += curve.Precision.Where((_, i) => curve.Recall[i] >= threshold).DefaultIfEmpty(0).Max();
        }
        return sum / 11;
    }

    private static double Iou(Rect2d a, Rect2d b, double pixel)
    {
        double width = Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) + pixel;
        double height = Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top) + pixel;
        if (width <= 0 || height <= 0) return 0;
        double intersection = width * height;
        return intersection / (
            (a.Width + pixel) * (a.Height + pixel) + (b.Width + pixel) * (b.Height + pixel) - intersection);
    }
}
