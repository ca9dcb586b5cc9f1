namespace DetectionSdk.Families;

/// <summary>
/// Which numbers of a family's answer are boxes and which are scores, for a detector that learns from another's answer.
/// The answer is one output, <c>[B, N, numbers]</c> or <c>[B, numbers, N]</c>, of N places that may hold an object.
/// </summary>
/// <param name="Output">Index of the output.</param>
/// <param name="PlacesFirst">Whether the places come before the numbers of each: <c>[B, N, numbers]</c>.</param>
/// <param name="Scores">Index of the first class score of a place, a probability; the others follow.</param>
/// <param name="Classes">Number of class scores.</param>
public sealed record AnswerLayout(int Output, bool PlacesFirst, int Scores, int Classes)
{
    /// <summary>Index of the probability that there is an object at all; null where class scores say it all.</summary>
    public int? Objectness { get; init; }

    /// <summary>Index of the first of the four numbers of the box. Default 0.</summary>
    public int Box { get; init; }

    /// <summary>
    /// Whether the box is centre, width and height in input pixels, so that differences count by the box's own size.
    /// Default false: numbers of a scale of their own, such as offsets in cells and logarithms.
    /// </summary>
    public bool BoxInPixels { get; init; }

    /// <summary>
    /// Where the box is offsets in cells and logarithms of its size in cells: strides of the grids, in the order of
    /// their places, row after row. Null, the default, where it is neither that nor in pixels.
    /// </summary>
    public IReadOnlyList<int>? Strides { get; init; }
}
