using DetectionSdk.Families;

namespace DetectionSdk.Decoding;

/// <summary>Greedy non-maximum suppression.</summary>
internal static class NonMaximumSuppression
{
    /// <summary>Moves the survivors to the front, best first, and returns their number.</summary>
    /// <param name="candidates">Sorted, best score first.</param>
    /// <param name="iou">A candidate goes when it overlaps a better one by more than this.</param>
    /// <param name="classAgnostic">Whether boxes of different classes suppress each other.</param>
    /// <param name="maximum">Stop after this many survivors.</param>
    public static int Apply(Span<Candidate> candidates, float iou, bool classAgnostic, int maximum)
    {
        int kept = 0;
        for (int i = 0; i < candidates.Length && kept < maximum; i++)
        {
            if (!IsSuppressed(candidates[i], candidates[..kept], iou, classAgnostic))
                candidates[kept++] = candidates[i];
        }
        return kept;
    }

    private static bool IsSuppressed(
        in Candidate candidate, ReadOnlySpan<Candidate> kept, float iou, bool classAgnostic)
    {
        foreach (ref readonly Candidate better in kept)
        {
            if ((classAgnostic || better.ClassId == candidate.ClassId) && candidate.IntersectionOverUnion(better) > iou)
                return true;
        }
        return false;
    }
}
