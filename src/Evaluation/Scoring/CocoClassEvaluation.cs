namespace DetectionSdk.Evaluation;

/// <summary>
/// Precision and recall of one class at every threshold, as <c>COCOeval.accumulate</c> computes them.
/// </summary>
internal sealed class CocoClassEvaluation
{
    private static readonly int[] DetectionLimits = [1, 10, CocoThresholds.MaximumDetections];

    // By IoU threshold; absent without objects.
    private readonly Dictionary<CocoArea, PrecisionRecallCurve[]> _curves = [];
    private readonly Dictionary<(CocoArea, int Limit), double[]> _recalls = [];

    public int ObjectCount { get; private set; }

    public static CocoClassEvaluation Run(IEnumerable<ClassImage> images)
    {
        CocoMatcher[] matchers = [.. images.Select(image => new CocoMatcher(image))];
        var result = new CocoClassEvaluation();
        foreach (CocoArea area in Enum.GetValues<CocoArea>()) result.Accumulate(area, matchers);
        return result;
    }

    /// <summary>
    /// Interpolated precisions at 101 recall levels, for one IoU threshold or all; empty without objects.
    /// </summary>
    public IEnumerable<double> Precisions(CocoArea area, int? threshold = null)
    {
        if (!_curves.TryGetValue(area, out PrecisionRecallCurve[]? curves)) return [];
        return threshold is { } t ? curves[t].Precision : curves.SelectMany(curve => curve.Precision);
    }

    /// <summary>Recall per IoU threshold with up to so many detections per image; empty without objects.</summary>
    public IEnumerable<double> Recalls(CocoArea area, int maximumDetections) =>
        _recalls.GetValueOrDefault((area, maximumDetections), []);

    public PrecisionRecallCurve Curve(int threshold) =>
        _curves.TryGetValue(CocoArea.All, out PrecisionRecallCurve[]? curves)
            ? curves[threshold]
            : new PrecisionRecallCurve([], [], []);

    private void Accumulate(CocoArea area, CocoMatcher[] matchers)
    {
        var matches = new List<CocoMatch>();
        int objects = matchers.Sum(matcher => matcher.Match(area, matches));
        if (area == CocoArea.All) ObjectCount = objects;
        if (objects == 0) return;

        CocoMatch[] ranked = [.. matches.OrderByDescending(match => match.Score)];
        _curves[area] = [.. CocoThresholds.Ious.Select((_, t) => ComputeCurve(ranked, t, objects))];
        foreach (int limit in DetectionLimits)
            _recalls[(area, limit)] =
                [.. CocoThresholds.Ious.Select((_, t) => ComputeRecall(ranked, t, limit, objects))];
    }

    private static double ComputeRecall(CocoMatch[] ranked, int threshold, int limit, int objects)
    {
        int bit = 1 << threshold;
        return (double)ranked.Count(
            match => match.Rank < limit && (match.Matched & bit) != 0 && (match.Ignored & bit) == 0) / objects;
    }

    private static PrecisionRecallCurve ComputeCurve(CocoMatch[] ranked, int threshold, int objects)
    {
        int bit = 1 << threshold;
        double found = 0, wrong = 0;
        double[] recall = new double[ranked.Length], precision = new double[ranked.Length];
        for (int i = 0; i < ranked.Length; i++)
        {
            if ((ranked[i].Ignored & bit) == 0)
            {
                if ((ranked[i].Matched & bit) != 0) found++;
                else wrong++;
            }
            recall[i] = found / objects;
            precision[i] = found == 0 ? 0 : found / (found + wrong);
        }
        for (int i = precision.Length - 1; i > 0; i--) precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        return Sample(recall, precision, ranked);
    }

    /// <summary>Reads the curve where recall first reaches each of the 101 levels; 0 beyond its end.</summary>
    private static PrecisionRecallCurve Sample(double[] recall, double[] precision, CocoMatch[] ranked)
    {
        IReadOnlyList<double> levels = CocoThresholds.Recalls;
        double[] precisions = new double[levels.Count], scores = new double[levels.Count];
        int at = 0;
        for (int level = 0; level < levels.Count; level++)
        {
            while (at < recall.Length && recall[at] < levels[level]) at++;
            if (at == recall.Length) break;
            (precisions[level], scores[level]) = (precision[at], ranked[at].Score);
        }
        return new PrecisionRecallCurve(levels, precisions, scores);
    }
}
