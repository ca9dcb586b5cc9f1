using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// A detection after matching: per IoU threshold one bit that says whether it found an object, and one whether it does
/// not count.
/// </summary>
internal readonly record struct CocoMatch(double Score, int Rank, ushort Matched, ushort Ignored);

/// <summary>
/// Matches the detections of one class in one image with its objects, as <c>COCOeval.evaluateImg</c> does.
/// </summary>
internal sealed class CocoMatcher
{
    private readonly IReadOnlyList<Annotation> _objects;
    private readonly ScoredBox[] _detections;
    private readonly double[,] _ious;   // detection, object

    public CocoMatcher(ClassImage image)
    {
        _objects = image.Objects;
        _detections = [.. image.Detections.Take(CocoThresholds.MaximumDetections)];
        _ious = new double[_detections.Length, _objects.Count];
        for (int d = 0; d < _detections.Length; d++)
        {
            for (int g = 0; g < _objects.Count; g++)
                _ious[d, g] = BoxOverlap.Iou(_detections[d].Box, _objects[g].Box, _objects[g].Crowd);
        }
    }

    /// <summary>
    /// Matches within a size range, adds one entry per detection and returns the number of objects that count.
    /// </summary>
    public int Match(CocoArea area, List<CocoMatch> matches)
    {
        (double low, double high) = CocoThresholds.Bounds(area);
        bool IsOutside(double size) => size < low || size > high;
        bool[] ignored = [.. _objects.Select(item => item.Crowd || IsOutside(item.Area))];
        // those that count come first
        int[] order = [.. Enumerable.Range(0, ignored.Length).OrderBy(g => ignored[g])];

        ushort[] matched = new ushort[_detections.Length], left = new ushort[_detections.Length];
        for (int t = 0; t < CocoThresholds.Ious.Length && _objects.Count > 0; t++)
            MatchAt(t, order, ignored, matched, left);
        for (int d = 0; d < _detections.Length; d++)
        {
            Rect2d box = _detections[d].Box;
            int leftOut = IsOutside(box.Width * box.Height) ? left[d] | ~matched[d] : left[d];
            matches.Add(new CocoMatch(_detections[d].Score, d, matched[d], (ushort)leftOut));
        }
        return ignored.Count(item => !item);
    }

    private void MatchAt(int threshold, int[] order, bool[] ignored, ushort[] matched, ushort[] left)
    {
        ushort bit = (ushort)(1 << threshold);
        bool[] taken = new bool[order.Length];
        for (int d = 0; d < _detections.Length; d++)
        {
            int best = FindBest(d, CocoThresholds.Ious[threshold], order, ignored, taken);
            if (best < 0) continue;
            taken[best] = true;
            matched[d] |= bit;
            if (ignored[best]) left[d] |= bit;
        }
    }

    /// <summary>
    /// The free object with the highest IoU, of equals the last; an object that counts before any that does not. Crowds
    /// are always free.
    /// </summary>
    private int FindBest(int detection, double threshold, int[] order, bool[] ignored, bool[] taken)
    {
        double bestIou = Math.Min(threshold, 1 - 1e-10);
        int best = -1;
        foreach (int g in order)
        {
            if (taken[g] && !_objects[g].Crowd) continue;
            if (best >= 0 && !ignored[best] && ignored[g]) break;
            if (_ious[detection, g] < bestIou) continue;
            (best, bestIou) = (g, _ious[detection, g]);
        }
        return best;
    }
}
