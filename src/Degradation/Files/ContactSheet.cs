using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>A picture that shows clean and degraded images side by side, each pair labelled with what was done.</summary>
public static class ContactSheet
{
    private const int Columns = 3, CellWidth = 260, CellHeight = 220, Label = 44, Gap = 6;

    /// <summary>Draws a sheet.</summary>
    /// <param name="pairs">Clean image, its plan, degraded image. The Mats stay the caller's and are not changed.</param>
    /// <returns>A new 8-bit BGR Mat; the caller disposes it.</returns>
    public static Mat Draw(IReadOnlyList<(Mat Clean, DegradationPlan Plan, Mat Degraded)> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        int rows = (pairs.Count + Columns - 1) / Columns;
        Mat sheet = new(Math.Max(1, rows) * (CellHeight + Label + Gap) + Gap, Columns * (2 * CellWidth + 3 * Gap) + Gap, MatType.CV_8UC3, Scalar.All(255));
        for (int i = 0; i < pairs.Count; i++)
        {
            Point corner = new(Gap + i % Columns * (2 * CellWidth + 3 * Gap), Gap + i / Columns * (CellHeight + Label + Gap));
            DrawPair(sheet, corner, pairs[i]);
        }
        return sheet;
    }

    /// <summary>What a plan does, in a few words.</summary>
    public static string Describe(DegradationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        IEnumerable<string> words = plan.Steps.Select(Describe).Where(word => word.Length > 0);
        double scale = Math.Sqrt((double)plan.InputSize.Width * plan.InputSize.Height / ((double)plan.OutputSize.Width * plan.OutputSize.Height));
        return string.Join(", ", words.Prepend(string.Create(CultureInfo.InvariantCulture, $"s {scale:0.00}")));
    }

    private static string Describe(DegradationStep step) => step switch
    {
        GaussianBlurStep blur when blur.SigmaX == blur.SigmaY => string.Create(CultureInfo.InvariantCulture, $"blur {blur.SigmaX:0.0}"),
        GaussianBlurStep blur => string.Create(CultureInfo.InvariantCulture, $"blur {blur.SigmaX:0.0} x {blur.SigmaY:0.0}"),
        BlurStep blur => blur.GetType().Name.Replace("BlurStep", "", StringComparison.Ordinal).ToLowerInvariant(),
        GaussianNoiseStep noise => string.Create(CultureInfo.InvariantCulture, $"noise {noise.StandardDeviation:0}"),
        PoissonNoiseStep => "shot noise",
        SpeckleNoiseStep => "speckle",
        CorrelatedNoiseStep => "correlated noise",
        LowLightStep light => string.Create(CultureInfo.InvariantCulture, $"light {light.Exposure:0.00}"),
        JpegStep jpeg => string.Create(CultureInfo.InvariantCulture, $"jpeg {jpeg.Quality}"),
        _ => "",
    };

    private static void DrawPair(Mat sheet, Point corner, (Mat Clean, DegradationPlan Plan, Mat Degraded) pair)
    {
        Place(sheet, new Rect(corner.X, corner.Y, CellWidth, CellHeight), pair.Clean, InterpolationFlags.Area);
        Place(sheet, new Rect(corner.X + CellWidth + Gap, corner.Y, CellWidth, CellHeight), pair.Degraded, InterpolationFlags.Nearest);
        string[] lines = Wrap(Describe(pair.Plan), 2 * CellWidth / 7);
        for (int line = 0; line < Math.Min(2, lines.Length); line++)
            Cv2.PutText(sheet, lines[line], corner + new Point(0, CellHeight + 16 + 18 * line), HersheyFonts.HersheySimplex, 0.42, Scalar.Black, 1, LineTypes.AntiAlias);
    }

    private static void Place(Mat sheet, Rect cell, Mat image, InterpolationFlags method)
    {
        double scale = Math.Min((double)cell.Width / image.Width, (double)cell.Height / image.Height);
        Size size = new(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        using Mat resized = new();
        Cv2.Resize(image, resized, size, 0, 0, method);
        using Mat target = new(sheet, new Rect(cell.X + (cell.Width - size.Width) / 2, cell.Y + (cell.Height - size.Height) / 2, size.Width, size.Height));
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
