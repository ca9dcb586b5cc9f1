using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>A picture that shows clean and degraded images side by side, each pair labelled with its plan.</summary>
public static class ContactSheet
{
    private const int Columns = 3, CellWidth = 260, CellHeight = 220, Label = 44, Gap = 6;

    /// <summary>Draws a sheet.</summary>
    /// <param name="pairs">
    /// Clean image, its plan, degraded image. The Mats stay the caller's and are not changed.
    /// </param>
    /// <returns>A new 8-bit BGR Mat; the caller disposes it.</returns>
    public static Mat Draw(IReadOnlyList<(Mat Clean, DegradationPlan Plan, Mat Degraded)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        int rows = (pairs.Count + Columns - 1) / Columns;
        Mat sheet = new(
            Math.Max(1, rows) * (CellHeight + Label + Gap) + Gap, Columns * (2 * CellWidth + 3 * Gap) + Gap,
            MatType.CV_8UC3, Scalar.All(255));
        for (int i = 0; i < pairs.Count; i++)
        {
            Point corner = new(
                Gap + i % Columns * (2 * CellWidth + 3 * Gap), Gap + i / Columns * (CellHeight + Label + Gap));
            DrawPair(sheet, corner, pairs[i]);
        }
        return sheet;
    }

    private static void DrawPair(Mat sheet, Point corner, (Mat Clean, DegradationPlan Plan, Mat Degraded) pair)
    {
        Place(sheet, new Rect(corner.X, corner.Y, CellWidth, CellHeight), pair.Clean, InterpolationFlags.Area);
        Place(
            sheet, new Rect(corner.X + CellWidth + Gap, corner.Y, CellWidth, CellHeight), pair.Degraded,
            InterpolationFlags.Nearest);
        string[] lines = Wrap(pair.Plan.ToString(), 2 * CellWidth / 7);
        for (int line = 0; line < Math.Min(2, lines.Length); line++)
            Cv2.PutText(
                sheet, lines[line], corner + new Point(0, CellHeight + 16 + 18 * line), HersheyFonts.HersheySimplex,
                0.42, Scalar.Black, 1, LineTypes.AntiAlias);
    }

    private static void Place(Mat sheet, Rect cell, Mat image, InterpolationFlags method)
    {
        double scale = Math.Min((double)cell.Width / image.Width, (double)cell.Height / image.Height);
        Size size = new(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        using Mat resized = new();
        Cv2.Resize(image, resized, size, 0, 0, method);
        using Mat target = new(
            sheet,
            new Rect(
                cell.X + (cell.Width - size.Width) / 2, cell.Y + (cell.Height - size.Height) / 2, size.Width,
                size.Height));
        resized.CopyTo(target);
    }

    private static string[] Wrap(string text, int width)
    {
        List<string> lines = [""];
        foreach (string word in text.Split(' '))
        {
            if (lines[^1].Length + word.Length >= width) lines.Add("");
            lines[^1] += word + " ";
        }
        return [.. lines];
    }
}
