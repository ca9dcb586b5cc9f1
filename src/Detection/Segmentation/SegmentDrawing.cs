using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>Lays the colours of classes over a picture, and says below which is which.</summary>
internal static class SegmentDrawing
{
    private const HersheyFonts Font = HersheyFonts.HersheySimplex;
    private const double Share = 0.5;
    private const int Row = 20, Swatch = 12, Gap = 6;

    public static Mat Draw(Mat image, Mat classes, IReadOnlyList<string> names)
    {
        using BgrImage bgr = BgrImage.From(image);
        using Mat picture = bgr.Pixels.Resize(classes.Size(), 0, 0, InterpolationFlags.Cubic);
        using Mat colours = new(classes.Size(), MatType.CV_8UC3, Scalar.All(0)), mixed = new();
        List<int> shown = [];
        for (int one = 0; one < names.Count; one++)
        {
            using Mat mask = new();
            Cv2.InRange(classes, Scalar.All(one), Scalar.All(one), mask);
            if (Cv2.CountNonZero(mask) == 0) continue;
            colours.SetTo(ClassColour.Of(one), mask);
            shown.Add(one);
        }
        Cv2.AddWeighted(picture, 1 - Share, colours, Share, 0, mixed);
        using Mat legend = Legend(shown, names, mixed.Width);
        Mat sheet = new();
        Cv2.VConcat([mixed, legend], sheet);
        return sheet;
    }

    private static Mat Legend(List<int> shown, IReadOnlyList<string> names, int width)
    {
        string[] labels = [.. shown.Select(one => DrawnLabels.Of(names[one], one))];
        Point[] places = new Point[labels.Length];
        Point next = new(Gap, 0);
        for (int i = 0; i < labels.Length; i++)
        {
            int needed = Swatch + 2 * Gap + Cv2.GetTextSize(labels[i], Font, 0.4, 1, out _).Width;
            if (next.X > Gap && next.X + needed > width) next = new Point(Gap, next.Y + Row);
            places[i] = next;
            next.X += needed;
        }
        Mat legend = new(next.Y + Row, width, MatType.CV_8UC3, Scalar.White);
        for (int i = 0; i < labels.Length; i++)
        {
            Rect swatch = new(places[i] + new Point(0, (Row - Swatch) / 2), new Size(Swatch, Swatch));
            Cv2.Rectangle(legend, swatch, ClassColour.Of(shown[i]), -1);
            Cv2.PutText(
                legend, labels[i], new Point(swatch.Right + Gap / 2, swatch.Bottom - 2), Font, 0.4, Scalar.Black, 1,
                LineTypes.AntiAlias);
        }
        return legend;
    }
}
