using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>Draws a watched frame.</summary>
internal static class WatchDrawing
{
    private static readonly Scalar Colour = new(60, 200, 255);

    public static Mat Draw(WatchedFrame frame)
    {
        DetectionResult labelled = new(frame.Result.Detections.ImageSize, [.. frame.Objects.Select(Labelled)]);
        Mat canvas = labelled.Draw(frame.Result.Image);
        foreach (ZoneCount zone in frame.Zones)
        {
            Point[] corners = [.. zone.Zone.Corners.Select(corner => corner.ToPoint())];
            Cv2.Polylines(canvas, [corners], isClosed: true, Colour, 1, LineTypes.AntiAlias);
            Write(canvas, $"{zone.Zone.Name}: {zone.Inside}", corners[0]);
        }
        foreach (LineCount line in frame.Lines)
        {
            Cv2.Line(canvas, line.Line.From.ToPoint(), line.Line.To.ToPoint(), Colour, 2, LineTypes.AntiAlias);
            Write(canvas, $"{line.Line.Name}: {line.Forward} / {line.Backward}", line.Line.From.ToPoint());
        }
        return canvas;
    }

    private static DetectedObject Labelled(WatchedObject item) =>
        item.Id is { } id ? item.Detection with { Label = $"{item.Detection.Label} #{id}" } : item.Detection;

    private static void Write(Mat canvas, string text, Point at)
    {
        const HersheyFonts font = HersheyFonts.HersheySimplex;
        double scale = 0.6 * Math.Clamp(Math.Max(canvas.Width, canvas.Height) / 1200.0, 0.6, 3);
        Size size = Cv2.GetTextSize(text, font, scale, 1, out int baseline);
        Point corner = new(
            Math.Clamp(at.X, 0, Math.Max(0, canvas.Width - size.Width)),
            Math.Clamp(at.Y, size.Height + baseline, canvas.Height));
        Cv2.PutText(canvas, text, corner - new Point(0, baseline), font, scale, Colour, 1, LineTypes.AntiAlias);
    }
}
