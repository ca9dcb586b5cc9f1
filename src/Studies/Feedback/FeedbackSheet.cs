using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// A sheet of what becomes of a photograph in the steps of a feedback network: the part around one instance bicubically
/// enlarged, in every step and in full, below each what it differs by from the full one.
/// </summary>
public static class FeedbackSheet
{
    private const int Around = 12, Caption = 18, Gain = 4;

    /// <summary>Draws a sheet.</summary>
    /// <param name="study">The network.</param>
    /// <param name="photograph">8-bit BGR in full; only read.</param>
    /// <param name="instance">The instance that the network is told of, in pixels.</param>
    /// <returns>A new 8-bit BGR Mat.</returns>
    /// <exception cref="ImageFormatException">The instance does not lie in the photograph.</exception>
    public static Mat Draw(FeedbackStudy study, Mat photograph, Rect2d instance)
    {
        ArgumentNullException.ThrowIfNull(study);
        ArgumentNullException.ThrowIfNull(photograph);
        Rect whole = new(
            0, 0, photograph.Width / study.Scale * study.Scale, photograph.Height / study.Scale * study.Scale);
        Rect part = Rect.Inflate(instance.ToRect(), Around, Around) & whole;
        if ((instance.ToRect() & whole) is { Width: <= 0 } or { Height: <= 0 })
            throw new ImageFormatException(
                $"The instance at {instance.X}, {instance.Y} of {instance.Width} x {instance.Height} pixels lies "
                + $"beyond the photograph of {photograph.Width} x {photograph.Height}.");
        using Mat clean = photograph[whole].Clone();
        using InstanceMaps maps = InstanceMaps.FromBoxes([instance], clean.Size());
        Mat[] pictures = [.. study.Enlarge(clean, maps, study.Condition), clean.Clone()];
        Mat[] columns = [.. pictures.Select((shown, i) => Column(shown[part], clean[part], Name(i, pictures.Length)))];
        Mat sheet = new();
        Cv2.HConcat(columns, sheet);
        foreach (Mat mat in pictures.Concat(columns)) mat.Dispose();
        return sheet;
    }

    private static string Name(int index, int count) => index == 0 ? "bicubic"
        : index == count - 1 ? "original"
        : string.Create(CultureInfo.InvariantCulture, $"step {index}");

    private static Mat Column(Mat shown, Mat clean, string name)
    {
        using (shown)
        using (clean)
        {
            using Mat titled = shown.CopyMakeBorder(Caption, 2, 2, 2, BorderTypes.Constant, Scalar.All(255));
            Cv2.PutText(
                titled, name, new Point(4, Caption - 5), HersheyFonts.HersheySimplex, 0.4, Scalar.All(0), 1,
                LineTypes.AntiAlias);
            using Mat difference = new(), strong = new();
            Cv2.Absdiff(shown, clean, difference);
            difference.ConvertTo(strong, MatType.CV_8UC3, Gain);
            using Mat framed = strong.CopyMakeBorder(0, 2, 2, 2, BorderTypes.Constant, Scalar.All(255));
            Mat column = new();
            Cv2.VConcat([titled, framed], column);
            return column;
        }
    }
}
