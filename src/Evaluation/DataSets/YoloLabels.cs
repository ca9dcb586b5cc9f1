using System.Globalization;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>The label files of a YOLO data set: where they are, and what their lines say.</summary>
/// <param name="root">Full path of the data set's folder.</param>
/// <param name="keypoints">Numbers of the key points that follow each box; 0 where the set has none.</param>
/// <param name="problems">Takes what is left out.</param>
internal sealed class YoloLabels(string root, int keypoints, ProblemLog problems)
{
    private const string Expected =
        "expected 'class centre-x centre-y width height' or a class and at least three points";

    private const string Confidences = "rows have one number more than a box or an outline, taken for a confidence "
        + "and left out; this is the first.";

    private const string KeyPoints = "rows have key points, which are left out; this is the first.";

    private static readonly string[] PictureFolders = ["images", "JPEGImages"];

    /// <summary>The label file of a picture; null when there is none.</summary>
    public string? Find(string picture) => Candidates(picture).FirstOrDefault(File.Exists);

    /// <summary>
    /// Where the label file of a picture may be: with the last folder <c>images</c> below the root as <c>labels</c>;
    /// beside the picture; and last with an <c>images</c> above the root so replaced.
    /// </summary>
    public IEnumerable<string> Candidates(string picture)
    {
        string label = Path.ChangeExtension(picture, ".txt");
        int below = DataSetFile.IsInside(root, picture) ? root.Length : 0;
        return new[] { InLabels(label, below), label, InLabels(label, 0) }.OfType<string>().Distinct();
    }

    /// <summary>Where the label file of <c>images/.../a.jpg</c> is written: <c>labels/.../a.txt</c>.</summary>
    public static string PathFor(string root, string split, string name, string file) => Path.ChangeExtension(
        DataSetFile.Resolve(Path.Combine(root, "labels", split), name, file, null), ".txt");

    public void Read(string path, Size size, AnnotationCollector collector)
    {
        foreach ((int number, string line) in DataSetFile.ReadLines(path))
        {
            if (ParseLine(line, size, path, number) is { } annotation)
                collector.Add(annotation, number);
            else
                collector.Drop(number, $"'{DataSetFile.Shorten(line, 60)}' is not a label, {Expected}");
        }
    }

    private static string? InLabels(string label, int from)
    {
        foreach (string folder in PictureFolders)
        {
            string part = $"{Path.DirectorySeparatorChar}{folder}{Path.DirectorySeparatorChar}";
            int at = label.LastIndexOf(part, StringComparison.Ordinal);
            if (at >= from)
                return string.Concat(label.AsSpan(0, at + 1), "labels", label.AsSpan(at + part.Length - 1));
        }
        return null;
    }

    private Annotation? ParseLine(string line, Size size, string path, int number)
    {
        if (Numbers(line) is not { Length: > 0 } values) return null;
        if (values[0] != Math.Floor(values[0]) || Math.Abs(values[0]) > int.MaxValue) return null;
        if (keypoints > 0 && values.Length == 5 + keypoints)
        {
            problems.Count(KeyPoints, path, number);
            values = values[..5];
        }
        if (values.Length == 6 || (values.Length >= 8 && values.Length % 2 == 0))
        {
            problems.Count(Confidences, path, number);
            values = values[..^1];
        }
        return values.Length == 5 ? new Annotation(FromCentre(values, size), (int)values[0])
            : values.Length >= 7 ? FromOutline(values, size)
            : null;
    }

    private static double[]? Numbers(string line)
    {
        string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double[] values = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                return null;
        }
        return values;
    }

    private static Rect2d FromCentre(double[] values, Size size) => new(
        (values[1] - values[3] / 2) * size.Width, (values[2] - values[4] / 2) * size.Height,
        values[3] * size.Width, values[4] * size.Height);

    private static Annotation FromOutline(double[] values, Size size)
    {
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        var corners = new Point2f[values.Length / 2];
        for (int i = 1; i < values.Length; i += 2)
        {
            (left, right) = (Math.Min(left, values[i]), Math.Max(right, values[i]));
            (top, bottom) = (Math.Min(top, values[i + 1]), Math.Max(bottom, values[i + 1]));
            corners[i / 2] = new Point2f((float)(values[i] * size.Width), (float)(values[i + 1] * size.Height));
        }
        var box = new Rect2d(
            left * size.Width, top * size.Height, (right - left) * size.Width, (bottom - top) * size.Height);
        return new Annotation(box, (int)values[0]) { Outline = new Outline([corners]) };
    }
}
