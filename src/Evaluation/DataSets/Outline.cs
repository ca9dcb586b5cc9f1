using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// The outline of an object: one polygon, or several where something in front of it cuts it apart. Immutable; two
/// outlines of the same points are equal.
/// </summary>
/// <param name="polygons">The polygons, each of three or more corners in pixels of the image.</param>
public sealed class Outline(IReadOnlyList<IReadOnlyList<Point2f>> polygons) : IEquatable<Outline>
{
    /// <summary>The polygons, each a list of corners in pixels of the image; the last joins the first.</summary>
    public IReadOnlyList<IReadOnlyList<Point2f>> Polygons { get; } = polygons;

    /// <summary>Scales all corners, as the image that they belong to is scaled.</summary>
    public Outline Scale(double x, double y) =>
        new([.. Polygons.Select(polygon => (IReadOnlyList<Point2f>)
            [.. polygon.Select(corner => new Point2f((float)(corner.X * x), (float)(corner.Y * y)))])]);

    /// <inheritdoc/>
    public bool Equals(Outline? other) =>
        other is not null
        && Polygons.Count == other.Polygons.Count
        && Polygons.Zip(other.Polygons).All(pair => pair.First.SequenceEqual(pair.Second));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Outline);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Polygons.Count, Polygons.Sum(polygon => polygon.Count));

    /// <summary>The smallest box around all corners.</summary>
    internal Rect2d Bounds()
    {
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        foreach (Point2f corner in Polygons.SelectMany(polygon => polygon))
        {
            (left, right) = (Math.Min(left, corner.X), Math.Max(right, corner.X));
            (top, bottom) = (Math.Min(top, corner.Y), Math.Max(bottom, corner.Y));
        }
        return new Rect2d(left, top, right - left, bottom - top);
    }
}
