using System.Globalization;
using System.Text;
using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes data sets in the layout of Ultralytics YOLO: a <c>data.yaml</c> with <c>names</c> and, per split, a
/// folder of images, a list file or several of them; the labels of <c>images/.../a.jpg</c> lie in
/// <c>labels/.../a.txt</c>, one line <c>class centre-x centre-y width height</c> per box, as fractions of the image. A
/// line of a class and three or more points is an outline, of which the bounding box is taken.
/// </summary>
public static class YoloDataSet
{
    private const string Expected =
        "expected 'class centre-x centre-y width height' or a class and at least three points";

    /// <summary>
    /// Reads one split. An image without a label file has no boxes; an image that cannot be read is reported and left
    /// out.
    /// </summary>
    /// <param name="path">The <c>data.yaml</c>, or the folder that holds it.</param>
    /// <param name="split">Key of the yaml: <c>train</c>, <c>val</c> or <c>test</c>.</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image.</param>
    /// <exception cref="DataSetException">A file is absent, broken or too large, the split is not there or has no
    /// image, or a listed name leads out of the data set.</exception>
    public static AnnotatedDataSet Read(string path, string split = "val", BoxPolicy boxes = BoxPolicy.Clip)
    {
        YoloConfiguration configuration = YoloConfiguration.Read(path);
        var problems = new List<DataSetProblem>();
        var images = new List<AnnotatedImage>();
        foreach ((string imagePath, string name) in configuration.FindImages(split, problems))
        {
            if (ImageHeader.TryReadSize(imagePath) is not { } size)
            {
                problems.Add(new DataSetProblem(imagePath, null, "not an image that OpenCV can decode; left out."));
                continue;
            }
            string labelPath = LabelPath(imagePath);
            var collector = new AnnotationCollector(labelPath, size, configuration.ClassNames.Count, boxes, problems);
            ReadLabels(labelPath, size, collector);
            images.Add(new AnnotatedImage(imagePath, name, size, collector.Annotations));
        }
        if (images.Count == 0)
            throw new DataSetException(configuration.Path, null, $"split '{split}' has no readable image.");
        return new AnnotatedDataSet(configuration.ClassNames, images)
        {
            Format = DataSetFormat.Yolo,
            Problems = problems,
        };
    }

    /// <summary>
    /// Writes the labels of one split, <c>labels/SPLIT/NAME.txt</c>, and adds the split to <c>data.yaml</c>. The images
    /// themselves belong at <see cref="AnnotatedDataSet.ImagePath"/>. Numbers keep full precision. Crowd boxes, which
    /// the format cannot express, are left out.
    /// </summary>
    /// <exception cref="DataSetException">A file cannot be written, an image name leads out of the folder, or the
    /// existing <c>data.yaml</c> has other classes.</exception>
    public static void Write(AnnotatedDataSet dataSet, string root, string split)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        foreach (AnnotatedImage image in dataSet.Images)
        {
            string labelPath = LabelPath(
                DataSetFile.Resolve(Path.Combine(root, "images", split), image.Name, image.Path, null));
            DataSetFile.WriteText(labelPath, FormatLabels(image));
        }
        YoloConfiguration.Write(root, split, dataSet.ClassNames);
    }

    /// <summary>
    /// The label file of an image: its last folder <c>images</c> becomes <c>labels</c>; without such a folder it lies
    /// beside the image.
    /// </summary>
    private static string LabelPath(string imagePath)
    {
        string images = $"{Path.DirectorySeparatorChar}images{Path.DirectorySeparatorChar}";
        int at = imagePath.LastIndexOf(images, StringComparison.Ordinal);
        string path = at < 0
            ? imagePath
            : string.Concat(imagePath.AsSpan(0, at + 1), "labels", imagePath.AsSpan(at + images.Length - 1));
        return Path.ChangeExtension(path, ".txt");
    }

    private static void ReadLabels(string path, Size size, AnnotationCollector collector)
    {
        if (!File.Exists(path)) return;
        foreach ((int number, string line) in DataSetFile.ReadLines(path))
        {
            if (ParseLine(line, size) is { } annotation)
                collector.Add(annotation, number);
            else
                collector.Drop(number, $"'{Shorten(line)}' is not a label, {Expected}");
        }
    }

    private static Annotation? ParseLine(string line, Size size)
    {
        string[] parts = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        double[] values = new double[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                return null;
        }
        if (values.Length == 0 || values[0] != Math.Floor(values[0]) || Math.Abs(values[0]) > int.MaxValue) return null;

        Rect2d? box = values.Length == 5 ? FromCentre(values, size)
            : values.Length >= 7 && values.Length % 2 == 1 ? FromOutline(values, size) : null;
        return box is { } found ? new Annotation(found, (int)values[0]) : null;
    }

    private static Rect2d FromCentre(double[] values, Size size) => new(
        (values[1] - values[3] / 2) * size.Width, (values[2] - values[4] / 2) * size.Height,
        values[3] * size.Width, values[4] * size.Height);

    private static Rect2d FromOutline(double[] values, Size size)
    {
        double left = double.PositiveInfinity, top = left, right = double.NegativeInfinity, bottom = right;
        for (int i = 1; i < values.Length; i += 2)
        {
            (left, right) = (Math.Min(left, values[i]), Math.Max(right, values[i]));
            (top, bottom) = (Math.Min(top, values[i + 1]), Math.Max(bottom, values[i + 1]));
        }
        return new Rect2d(
            left * size.Width, top * size.Height, (right - left) * size.Width, (bottom - top) * size.Height);
    }

    private static string FormatLabels(AnnotatedImage image)
    {
        var text = new StringBuilder();
        double width = image.Size.Width, height = image.Size.Height;
        foreach (Annotation annotation in image.Annotations.Where(annotation => !annotation.Crowd))
        {
            Rect2d box = annotation.Box;
            text.Append(CultureInfo.InvariantCulture, $"{annotation.ClassId} ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(box.X + box.Width / 2) / width} {(box.Y + box.Height / 2) / height} ");
            text.Append(CultureInfo.InvariantCulture, $"{box.Width / width} {box.Height / height}\n");
        }
        return text.ToString();
    }

    private static string Shorten(string line) => line.Length <= 60 ? line : string.Concat(line.AsSpan(0, 57), "...");
}
