using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>Where objects stand against zones and lines.</summary>
internal static class Shapes
{
    /// <summary>Corners as OpenCV takes them.</summary>
    public static Point2f[] Contour(IEnumerable<Point2d> corners) =>
        [.. corners.Select(corner => new Point2f((float)corner.X, (float)corner.Y))];

    /// <summary>The middle of the lower edge.</summary>
    public static Point2d Foot(Rect2d box) => new(box.X + box.Width / 2, box.Bottom);

    /// <summary>Distance from the line through both points in pixels; positive on the right hand.</summary>
    public static double Side(CountingLine line, Point2d point)
    {
        Point2d along = line.To - line.From, away = point - line.From;
        return (along.X * away.Y - along.Y * away.X) / Math.Sqrt(along.X * along.X + along.Y * along.Y);
    }

    /// <summary>Whether a way crosses the line between its ends; both ends of the way lie off the line.</summary>
    public static bool Crosses(CountingLine line, Point2d from, Point2d to)
    {
        CountingLine way = new("", from, to);
        return Side(line, from) * Side(line, to) < 0 && Side(way, line.From) * Side(way, line.To) <= 0;
    }
}
