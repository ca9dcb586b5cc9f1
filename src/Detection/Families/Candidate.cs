namespace DetectionSdk.Families;

/// <summary>A box before suppression, given by its edges in pixels of the network's input.</summary>
/// <param name="Left">Left edge.</param>
/// <param name="Top">Top edge.</param>
/// <param name="Right">Right edge.</param>
/// <param name="Bottom">Bottom edge.</param>
/// <param name="Score">Confidence in [0, 1].</param>
/// <param name="ClassId">Zero-based class index.</param>
public readonly record struct Candidate(
    float Left, float Top, float Right, float Bottom, float Score, int ClassId)
{
    /// <summary>A box given by its centre and size.</summary>
    /// <param name="x">Centre, horizontally.</param>
    /// <param name="y">Centre, vertically.</param>
    /// <param name="width">Width.</param>
    /// <param name="height">Height.</param>
    /// <param name="score">Confidence in [0, 1].</param>
    /// <param name="classId">Zero-based class index.</param>
    public static Candidate FromCentre(float x, float y, float width, float height, float score, int classId)
    {
        float halfWidth = width / 2, halfHeight = height / 2;
        return new Candidate(x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight, score, classId);
    }

    /// <summary>A box given by the first four of some numbers: left, top, right, bottom.</summary>
    internal static Candidate FromEdges(ReadOnlySpan<float> edges, float score, long classId) =>
        new(edges[0], edges[1], edges[2], edges[3], score, (int)classId);

    /// <summary>Whether edges and score are numbers.</summary>
    public bool IsFinite =>
        float.IsFinite(Left) && float.IsFinite(Top) && float.IsFinite(Right) && float.IsFinite(Bottom)
        && float.IsFinite(Score);

    /// <summary>
    /// Best score first; ties are settled by class and position, so that the order never depends on the input's.
    /// </summary>
    internal static readonly Comparison<Candidate> BestFirst = (one, other) =>
    {
        int order = other.Score.CompareTo(one.Score);
        if (order == 0) order = one.ClassId.CompareTo(other.ClassId);
        if (order == 0) order = one.Left.CompareTo(other.Left);
        if (order == 0) order = one.Top.CompareTo(other.Top);
        return order;
    };

    internal float Area => (Right - Left) * (Bottom - Top);

    internal float IntersectionOverUnion(in Candidate other)
    {
        float width = Math.Min(Right, other.Right) - Math.Max(Left, other.Left);
        float height = Math.Min(Bottom, other.Bottom) - Math.Max(Top, other.Top);
        if (width <= 0 || height <= 0) return 0;
        float intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }
}
