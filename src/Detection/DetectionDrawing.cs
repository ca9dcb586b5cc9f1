using System.Globalization;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Draws detections with OpenCV's built-in stroke font.</summary>
internal static class DetectionDrawing
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;

    public static Mat Draw(Mat image, IReadOnlyList<DetectedObject> objects)
    {
        using BgrImage bgr = BgrImage.From(image);
        Mat canvas = bgr.Pixels.Clone();
        double scale = Math.Clamp(Math.Max(canvas.Width, canvas.Height) / 1200.0, 0.3, 3);
        string[] labels = DrawnLabels.Of(objects);
        for (int i = objects.Count - 1; i >= 0; i--) DrawObject(canvas, objects[i], labels[i], scale);
        return canvas;
    }

    private static void DrawObject(Mat canvas, DetectedObject item, string label, double scale)
    {
        int stroke = Math.Max(1, (int)Math.Round(2.5 * scale));
        Scalar colour = ClassColour.Of(item.ClassId);
        Rect box = new(
            (int)Math.Round(item.Box.X), (int)Math.Round(item.Box.Y), Math.Max(1, (int)Math.Round(item.Box.Width)),
            Math.Max(1, (int)Math.Round(item.Box.Height)));
        Cv2.Rectangle(canvas, box, colour, stroke);

        string text = string.Create(CultureInfo.InvariantCulture, $"{label} {item.Score:0.00}");
        int weight = Math.Max(1, (int)Math.Round(1.5 * scale));
        Size size = Cv2.GetTextSize(text, Font, 0.7 * scale, weight, out int baseline);
        int height = size.Height + baseline + stroke;
        Point corner = new(
            Math.Clamp(box.X, 0, Math.Max(0, canvas.Width - size.Width)), box.Y >= height ? box.Y - height : box.Y);
        Cv2.Rectangle(canvas, new Rect(corner, new Size(size.Width + stroke, height)), colour, -1);
        Cv2.PutText(
            canvas, text, corner + new Point(stroke / 2, size.Height + stroke / 2 + 1), Font, 0.7 * scale, Scalar.White,
            weight, LineTypes.AntiAlias);
    }
}
