using System.Globalization;
using System.Text;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes data sets in the layout of Ultralytics YOLO: a <c>data.yaml</c> with <c>names</c> and, per split, a
/// folder of images, a list file or several of them; the labels of <c>images/.../a.jpg</c> lie in
/// <c>labels/.../a.txt</c> or beside the image, one line <c>class centre-x centre-y width height</c> per box, as
/// fractions of the image. A line of a class and three or more points is an <see cref="Outline"/>, whose bounding box
/// is the box. A confidence at the end of a line, and key points, are left out.
/// </summary>
public static class YoloDataSet
{
    private const string SharedLabels =
        "pictures share their label file with another of the same name but for the extension; this is the first.";

    /// <summary>
    /// Reads one split. An image without a label file has no boxes, and is reported; an image that cannot be read is
    /// reported and left out.
    /// </summary>
    /// <param name="path">The <c>data.yaml</c>, or the folder that holds it.</param>
    /// <param name="split">Key of the yaml: <c>train</c>, <c>val</c> or <c>test</c>, or what tools call them
    /// otherwise: <c>valid</c> and <c>validation</c> are <c>val</c>.</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image.</param>
    /// <param name="outside">Whether images are read that do not lie in the data set's folder: its yaml or list files
    /// may name any image file then. Default: no, they are reported and left out.</param>
    /// <exception cref="DataSetException">A file is absent, broken or too large, or the split is not there or has no
    /// image that can be read.</exception>
    public static AnnotatedDataSet Read(
        string path, string split = "val", BoxPolicy boxes = BoxPolicy.Clip, bool outside = false) =>
        ProblemLog.Collect(problems => ReadSplit(YoloConfiguration.Read(path), split, boxes, outside, problems));

    /// <summary>
    /// Writes the labels of one split, <c>labels/SPLIT/NAME.txt</c>, and adds the split to <c>data.yaml</c>. The images
    /// themselves belong at <see cref="AnnotatedDataSet.ImagePath"/>. Numbers keep full precision. An object with an
    /// outline of one polygon is written as that. Crowd boxes, which the format cannot express, are left out.
    /// </summary>
    /// <exception cref="DataSetException">A file cannot be written, an image name leads out of the folder, or the
    /// existing <c>data.yaml</c> has other classes.</exception>
    public static void Write(AnnotatedDataSet dataSet, string root, string split)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        foreach (AnnotatedImage image in dataSet.Images)
            DataSetFile.WriteText(YoloLabels.PathFor(root, split, image.Name, image.Path), FormatLabels(image));
        YoloConfiguration.Write(root, split, dataSet.ClassNames);
    }

    private static AnnotatedDataSet ReadSplit(
        YoloConfiguration configuration, string split, BoxPolicy boxes, bool outside, ProblemLog problems)
    {
        var labels = new YoloLabels(configuration.Root, configuration.KeyPointNumbers, problems);
        var labelled = new HashSet<string>(StringComparer.Ordinal);
        var images = new List<AnnotatedImage>();
        var bare = new List<string>();
        foreach ((string picture, string name) in new YoloPictures(configuration, outside, problems).Find(split))
        {
            if (problems.SizeOf(picture) is not { } size) continue;
            string? file = labels.Find(picture);
            if (file is null) bare.Add(picture);
            else if (!labelled.Add(file)) problems.Count(SharedLabels, picture, null);

            var collector = new AnnotationCollector(
                file ?? picture, size, configuration.ClassNames.Count, boxes, problems);
            problems.Attempt(() =>
            {
                if (file is not null) labels.Read(file, size, collector);
                images.Add(new AnnotatedImage(picture, name, size, collector.Finish()));
            });
        }
        if (images.Count == 0)
            throw problems.Failure()
                ?? new DataSetException(configuration.Path, null, $"split '{split}' has no readable image.");
        ReportBare(configuration, split, bare, images.Count, labels, problems);
        return new AnnotatedDataSet(configuration.ClassNames, images)
        {
            Format = DataSetFormat.Yolo,
            Split = configuration.SplitKey(split),
        };
    }

    private static void ReportBare(
        YoloConfiguration configuration, string split, List<string> bare, int count, YoloLabels labels,
        ProblemLog problems)
    {
        if (bare.Count == 0) return;
        problems.Add(configuration.Path, null,
            $"{bare.Count} of {count} pictures of split '{split}' have no label file and count as pictures without "
            + $"objects; for '{bare[0]}' it was looked for at "
            + $"{string.Join(" and ", labels.Candidates(bare[0]).Select(path => $"'{path}'"))}.");
    }

    private static string FormatLabels(AnnotatedImage image)
    {
        var text = new StringBuilder();
        foreach (Annotation annotation in image.Annotations.Where(annotation => !annotation.Crowd))
        {
            text.Append(CultureInfo.InvariantCulture, $"{annotation.ClassId}");
            foreach (double number in Numbers(annotation, image.Size))
                text.Append(CultureInfo.InvariantCulture, $" {number}");
            text.Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<double> Numbers(Annotation annotation, Size image)
    {
        double width = image.Width, height = image.Height;
        if (annotation.Outline is { Polygons: [{ Count: >= 3 } only] })
            return only.SelectMany(corner => (double[])[corner.X / width, corner.Y / height]);
        Rect2d box = annotation.Box;
        return
        [
            (box.X + box.Width / 2) / width, (box.Y + box.Height / 2) / height, box.Width / width, box.Height / height
        ];
    }
}
