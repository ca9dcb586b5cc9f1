namespace DetectionSdk.Evaluation;

/// <summary>
/// Average precision of ranked detections as COCO and TIDE compute it: precision made falling, read at 101 levels of
/// recall.
/// </summary>
internal static class RankedPrecision
{
    private const int Levels = 101;

    /// <param name="detections">Score, and whether the detection is right. Equal scores keep their order.</param>
    /// <param name="objects">Objects to find; without any the precision is 0.</param>
    public static double Average(IEnumerable<(double Score, bool IsRight)> detections, int objects)
    {
        if (objects == 0) return 0;
        (double Score, bool IsRight)[] ranked = [.. detections.OrderByDescending(found => found.Score)];
        double[] recall = new double[ranked.Length], precision = new double[ranked.Length];
        int right = 0;
        for (int i = 0; i < ranked.Length; i++)
        {
            if (ranked[i].IsRight) right++;
            (recall[i], precision[i]) = ((double)right / objects, (double)right / (i + 1));
        }

        for (int i = precision.Length - 1; i > 0; i--) precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        double sum = 0;
        int at = 0;
        for (int level = 0; level < Levels; level++)
        {
            while (at < ranked.Length && recall[at] < level / (Levels - 1.0)) at++;
            if (at < ranked.Length) sum += precision[at];
        }

        return sum / Levels;
    }
}
