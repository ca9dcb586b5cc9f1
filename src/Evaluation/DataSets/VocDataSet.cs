using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Reads and writes Pascal VOC data sets: <c>Annotations/*.xml</c>, <c>JPEGImages/*</c> and split lists
/// <c>ImageSets/Main/SPLIT.txt</c> (or <c>ImageSets/SPLIT.txt</c>, <c>SPLIT.txt</c>); also folders
/// <c>train</c>, <c>valid</c>, <c>test</c> of xml files beside their images, and a flat folder, which has no splits.
/// Corners are taken as they stand: width = xmax - xmin.
/// </summary>
public static class VocDataSet
{
    /// <summary>
    /// Reads one split. The images need not exist where the xml states their size. Classes are all names in the
    /// annotations of all splits, in ordinal order, so that splits agree. An annotation that cannot be read is reported
    /// and left out.
    /// </summary>
    /// <param name="root">The folder.</param>
    /// <param name="split">Name of the split list or folder. Where the data set has neither, every annotation is read
    /// as train, val or test.</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image.</param>
    /// <exception cref="DataSetException">The folder or the split is not there, or no annotation of it can be
    /// read.</exception>
    public static AnnotatedDataSet Read(string root, string split = "val", BoxPolicy boxes = BoxPolicy.Clip)
    {
        root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        if (!Directory.Exists(root)) throw new DataSetException(root, null, "folder not found.");
        return ProblemLog.Collect(problems => ReadSplit(new VocLayout(root), split, boxes, problems));
    }

    /// <summary>
    /// Writes the annotations of one split and its list. The images themselves belong at
    /// <see cref="AnnotatedDataSet.ImagePath"/>. Numbers keep full precision. Crowd boxes become difficult ones, which
    /// is how the format leaves an object out.
    /// </summary>
    /// <exception cref="DataSetException">A file cannot be written, or an image name leads out of the
    /// folder.</exception>
    public static void Write(AnnotatedDataSet dataSet, string root, string split)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        string annotations = Path.Combine(root, "Annotations");
        foreach (AnnotatedImage image in dataSet.Images)
        {
            string path = DataSetFile.Resolve(annotations, Path.ChangeExtension(image.Name, ".xml"), image.Path, null);
            XElement xml = ToXml(image, dataSet.ClassNames);
            DataSetFile.Write(path, stream =>
            {
                using var writer = XmlWriter.Create(
                    stream, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true });
                xml.Save(writer);
            });
        }
        IEnumerable<string> names = dataSet.Images.Select(image => Path.ChangeExtension(image.Name, null));
        DataSetFile.WriteText(Path.Combine(root, "ImageSets", "Main", split + ".txt"), string.Join('\n', names) + "\n");
    }

    private static AnnotatedDataSet ReadSplit(VocLayout layout, string split, BoxPolicy boxes, ProblemLog problems)
    {
        (string? name, IReadOnlyList<string> files) = layout.FindSplit(split, problems);
        var annotations = new Dictionary<string, VocAnnotation>(StringComparer.Ordinal);
        foreach (string file in layout.AnnotationFiles)
            problems.Attempt(() => annotations.Add(file, VocAnnotation.Read(file)));

        string[] classNames =
            [
                .. annotations.Values.SelectMany(annotation => annotation.ClassNames)
                    .Distinct().Order(StringComparer.Ordinal)
            ];
        Dictionary<string, int> classes = Enumerable.Range(0, classNames.Length)
            .ToDictionary(index => classNames[index]);
        var images = new List<AnnotatedImage>();
        foreach (string file in files.Where(annotations.ContainsKey))
            problems.Attempt(() => images.Add(annotations[file].ToImage(layout, classes, boxes, problems)));
        if (images.Count == 0 && problems.Failure() is { } failure) throw failure;
        return new AnnotatedDataSet(classNames, SetOrientation.Decide(images))
        {
            Format = DataSetFormat.Voc,
            Split = name,
        };
    }

    private static XElement ToXml(AnnotatedImage image, IReadOnlyList<string> classNames) => new("annotation",
        new XElement("filename", image.Name),
        new XElement("size",
            new XElement("width", image.Size.Width), new XElement("height", image.Size.Height),
            new XElement("depth", 3)),
        image.Annotations.Select(annotation => new XElement("object",
            new XElement("name", classNames[annotation.ClassId]),
            new XElement("difficult", annotation.Difficult || annotation.Crowd ? 1 : 0),
            new XElement("bndbox",
                Number("xmin", annotation.Box.Left), Number("ymin", annotation.Box.Top),
                Number("xmax", annotation.Box.Right), Number("ymax", annotation.Box.Bottom)))));

    private static XElement Number(string name, double value) =>
        new(name, value.ToString(CultureInfo.InvariantCulture));
}
