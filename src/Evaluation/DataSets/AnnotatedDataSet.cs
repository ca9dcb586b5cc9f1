namespace DetectionSdk.Evaluation;

/// <summary>
/// Images with boxes: one split of a YOLO, COCO or Pascal VOC data set, or one made in memory. Immutable.
/// </summary>
/// <param name="ClassNames">Names by class index.</param>
/// <param name="Images">The images. Where scores tie, the order of their COCO ids decides, else this order.</param>
public sealed record AnnotatedDataSet(IReadOnlyList<string> ClassNames, IReadOnlyList<AnnotatedImage> Images)
{
    /// <summary>How the data set lay on disk; null for one made in memory.</summary>
    public DataSetFormat? Format { get; init; }

    /// <summary>
    /// COCO category id by class index; null when the classes have none. Ascending, as COCO files are read.
    /// </summary>
    public IReadOnlyList<int>? CategoryIds { get; init; }

    /// <summary>Boxes and images that were left out or changed while reading.</summary>
    public IReadOnlyList<DataSetProblem> Problems { get; init; } = [];

    /// <summary>Number of boxes in all images.</summary>
    public int BoxCount => Images.Sum(image => image.Annotations.Count);

    /// <summary>Reads one split of a data set whose format is recognised by what lies at the path.</summary>
    /// <param name="path">YOLO: the folder with <c>data.yaml</c>, or the yaml. COCO: the instances json, or a folder
    /// with <c>annotations/instances_SPLIT*.json</c>. Pascal VOC: the folder with <c>Annotations</c>, or a flat folder
    /// of xml files.</param>
    /// <param name="split">Name of the split. A json is one split, whatever the name.</param>
    /// <param name="imageRoot">COCO only: the folder of the images. Default null: looked for near the json.</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image. Scores as pycocotools computes
    /// them need <see cref="BoxPolicy.AsWritten"/>.</param>
    /// <exception cref="DataSetException">Nothing is recognised, or a reader fails; see <see cref="YoloDataSet.Read"/>,
    /// <see cref="CocoDataSet.Read"/>, <see cref="VocDataSet.Read"/>.</exception>
    public static AnnotatedDataSet Load(
        string path, string split = "val", string? imageRoot = null, BoxPolicy boxes = BoxPolicy.Clip)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path)
            ? LoadFolder(path, split, imageRoot, boxes)
            : LoadFile(path, split, imageRoot, boxes);
    }

    /// <summary>
    /// Writes the annotations as one split of a data set, each file whole or not at all. The images belong at
    /// <see cref="ImagePath"/>; they are not copied.
    /// </summary>
    /// <exception cref="DataSetException">A file cannot be written; see <see cref="YoloDataSet.Write"/>,
    /// <see cref="CocoDataSet.Write"/>, <see cref="VocDataSet.Write"/>.</exception>
    public void Save(string root, string split, DataSetFormat format)
    {
        switch (format)
        {
            case DataSetFormat.Yolo: YoloDataSet.Write(this, root, split); break;
            case DataSetFormat.Coco: CocoDataSet.Write(
                this, Path.Combine(root, "annotations", $"instances_{split}.json")); break;
            case DataSetFormat.Voc: VocDataSet.Write(this, root, split); break;
            default: throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown data set format.");
        }
    }

    /// <summary>
    /// Where a data set that <see cref="Save"/> writes expects the image of a given <see cref="AnnotatedImage.Name"/>.
    /// </summary>
    /// <exception cref="DataSetException">The name leads out of the folder.</exception>
    public static string ImagePath(string root, string split, DataSetFormat format, string name)
    {
        string folder = format switch
        {
            DataSetFormat.Yolo => Path.Combine(root, "images", split),
            DataSetFormat.Coco => Path.Combine(root, split),
            DataSetFormat.Voc => Path.Combine(root, "JPEGImages"),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown data set format."),
        };
        return DataSetFile.Resolve(folder, name, root, null);
    }

    private static AnnotatedDataSet LoadFile(string path, string split, string? imageRoot, BoxPolicy boxes) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".YAML" or ".YML" => YoloDataSet.Read(path, split, boxes),
            ".JSON" => CocoDataSet.Read(path, imageRoot, boxes),
            _ when !File.Exists(path) => throw new DataSetException(path, null, "not found."),
            _ =>
                throw new DataSetException(
                    path, null, "not a data set: expected a folder, a .yaml (YOLO) or a .json (COCO)."),
        };

    private static AnnotatedDataSet LoadFolder(string path, string split, string? imageRoot, BoxPolicy boxes)
    {
        if (YoloConfiguration.IsIn(path)) return YoloDataSet.Read(path, split, boxes);
        if (FindCocoFile(path, split) is { } json) return CocoDataSet.Read(json, imageRoot, boxes);
        if (VocLayout.IsIn(path)) return VocDataSet.Read(path, split, boxes);
        throw new DataSetException(path, null, "not a data set: expected data.yaml (YOLO), " +
            $"annotations/instances_{split}*.json (COCO) or Annotations/*.xml (Pascal VOC).");
    }

    private static string? FindCocoFile(string root, string split)
    {
        string folder = Path.Combine(root, "annotations");
        if (!Directory.Exists(folder)) return null;
        string exact = Path.Combine(folder, $"instances_{split}.json");
        return File.Exists(exact) ? exact
            : Directory.EnumerateFiles(folder, $"instances_{split}*.json")
                .Order(StringComparer.Ordinal).FirstOrDefault();
    }
}
