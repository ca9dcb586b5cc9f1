using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>A picture that shows clean and degraded images side by side, each pair labelled with its plan.</summary>
public static class ContactSheet
{
    /// <summary>The least width of a cell, for the words below it.</summary>
    public const int LeastWidth = 260;

    /// <summary>The largest width of a cell.</summary>
    public const int LargestWidth = 1920;

    private const int MostColumns = 3, UsualSheet = 3840, Label = 44, Gap = 6;

    /// <summary>Draws a sheet.</summary>
    /// <param name="pairs">
    /// Clean image, its plan, degraded image. The Mats stay the caller's and are not changed.
    /// </param>
    /// <param name="width">
    /// What wider images are shrunk to, in pixels, <see cref="LeastWidth"/> to <see cref="LargestWidth"/>. Cells are as
    /// wide as the widest image otherwise, which is shown pixel by pixel from <see cref="LeastWidth"/> on.
    /// </param>
    /// <returns>A new 8-bit BGR Mat; the caller disposes it.</returns>
    public static Mat Draw(IReadOnlyList<(Mat Clean, DegradationPlan Plan, Mat Degraded)> pairs, int width = 640)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, LeastWidth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LargestWidth);
        Size cell = CellOf(pairs, width);
        int columns = Math.Clamp(UsualSheet / (2 * cell.Width), 1, MostColumns);
        int rows = (pairs.Count + columns - 1) / columns;
        Mat sheet = new(
            Math.Max(1, rows) * (cell.Height + Label + Gap) + Gap, columns * (2 * cell.Width + 3 * Gap) + Gap,
            MatType.CV_8UC3, Scalar.All(255));
        for (int i = 0; i < pairs.Count; i++)
        {
            Point corner = new(
                Gap + i % columns * (2 * cell.Width + 3 * Gap), Gap + i / columns * (cell.Height + Label + Gap));
            DrawPair(sheet, new Rect(corner, cell), pairs[i]);
        }
        return sheet;
    }

    // As wide as the widest image, and high enough for one of 13 to 11.
    private static Size CellOf(IReadOnlyList<(Mat Clean, DegradationPlan Plan, Mat Degraded)> pairs, int width)
    {
        int widest = pairs.Select(pair => Math.Max(pair.Clean.Width, pair.Degraded.Width)).DefaultIfEmpty().Max();
        int shown = Math.Clamp(widest, LeastWidth, width);
        return new Size(shown, shown * 11 / 13);
    }

    private static void DrawPair(Mat sheet, Rect cell, (Mat Clean, DegradationPlan Plan, Mat Degraded) pair)
    {
        Place(sheet, cell, pair.Clean, InterpolationFlags.Area);
        Place(sheet, cell + new Point(cell.Width + Gap, 0), pair.Degraded, InterpolationFlags.Nearest);
        string[] lines = Wrap(pair.Plan.ToString(), 2 * cell.Width / 7);
        for (int line = 0; line < Math.Min(2, lines.Length); line++)
            Cv2.PutText(
                sheet, lines[line], cell.Location + new Point(0, cell.Height + 16 + 18 * line),
                HersheyFonts.HersheySimplex, 0.42, Scalar.Black, 1, LineTypes.AntiAlias);
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
