namespace DetectionSdk.Decoding;

/// <summary>A box in network-input pixels, given by its edges, before suppression.</summary>
internal readonly record struct Candidate(
    float Left, float Top, float Right, float Bottom, float Score, int ClassId) : IComparable<Candidate>
{
    public float Area => (Right - Left) * (Bottom - Top);

    public bool IsFinite =>
        float.IsFinite(Left) && float.IsFinite(Top) && float.IsFinite(Right) && float.IsFinite(Bottom);

    /// <summary>
    /// Best score first; ties are settled by class and position, so that the order never depends on the input's.
    /// </summary>
    public int CompareTo(Candidate other)
    {
        int order = other.Score.CompareTo(Score);
        if (order == 0) order = ClassId.CompareTo(other.ClassId);
        if (order == 0) order = Left.CompareTo(other.Left);
        if (order == 0) order = Top.CompareTo(other.Top);
        return order;
    }

    public float IntersectionOverUnion(in Candidate other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0) return 0;
        float intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }
}
