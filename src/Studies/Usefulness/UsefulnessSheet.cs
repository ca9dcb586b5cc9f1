using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// A sheet of what a task finds: a row per picture, a column per method, each picture marked and captioned with the
/// answer.
/// </summary>
public static class UsefulnessSheet
{
    private const int Caption = 18, Gap = 4, SmallestSide = 112;

    /// <summary>Draws a sheet.</summary>
    /// <param name="study">Shrinks and enlarges.</param>
    /// <param name="task">The task; not disposed.</param>
    /// <param name="pictures">Indices of the pictures.</param>
    /// <returns>A new 8-bit BGR Mat.</returns>
    public static Mat Draw(UsefulnessStudy study, VisionTask task, IReadOnlyList<int> pictures)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(pictures);
        Mat[] rows = [.. pictures.Select(picture => Row(study, task, picture))];
        int width = rows.Max(row => row.Width);
        Mat[] even = [.. rows.Select(row => Pad(row, width))];
        Mat sheet = new();
        Cv2.VConcat(even, sheet);
        foreach (Mat mat in rows.Concat(even)) mat.Dispose();
        return sheet;
    }

    private static Mat Row(UsefulnessStudy study, VisionTask task, int picture)
    {
        List<Mat> tiles = [];
        foreach ((string method, Mat shown) in study.Shown(task, picture))
        {
            using (shown)
            using (Mat marked = task.Mark(picture, shown))
                tiles.Add(Tile(marked, $"{method}: {task.Answer(picture, shown)}"));
        }
        Mat row = new();
        Cv2.HConcat(tiles, row);
        tiles.ForEach(tile => tile.Dispose());
        return row;
    }

    private static Mat Tile(Mat picture, string text)
    {
        int factor = Math.Max(1, SmallestSide / Math.Min(picture.Width, picture.Height));
        using Mat large = picture.Resize(new Size(0, 0), factor, factor, InterpolationFlags.Nearest);
        Mat tile = large.CopyMakeBorder(
            Caption, Gap, Gap / 2, Gap / 2, BorderTypes.Constant, Scalar.All(255));
        Cv2.PutText(
            tile, text, new Point(Gap, Caption - 5), HersheyFonts.HersheySimplex, 0.35, Scalar.All(0), 1,
            LineTypes.AntiAlias);
        return tile;
    }

    private static Mat Pad(Mat row, int width) =>
        row.CopyMakeBorder(0, 0, 0, width - row.Width, BorderTypes.Constant, Scalar.All(255));
}
