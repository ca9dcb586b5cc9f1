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
    /// Name of the split in the data set, such as <c>valid</c> where <c>val</c> was asked for; null where the data set
    /// has no splits, or does not name them.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>
    /// COCO category id by class index; null when the classes have none. Ascending, as COCO files are read.
    /// </summary>
    public IReadOnlyList<int>? CategoryIds { get; init; }

    /// <summary>Category ids as the COCO file has them, by class index.</summary>
    internal IReadOnlyList<CocoKey>? CategoryKeys { get; init; }

    /// <summary>
    /// What a reader left out, changed or doubts: boxes, images, labels that are nowhere, boxes that are there twice.
    /// </summary>
    public IReadOnlyList<DataSetProblem> Problems { get; init; } = [];

    /// <summary>Number of boxes in all images.</summary>
    public int BoxCount => Images.Sum(image => image.Annotations.Count);

    /// <summary>Reads one split of a data set whose format is recognised by what lies at the path.</summary>
    /// <param name="path">YOLO: the folder with <c>data.yaml</c> or <c>dataset.yaml</c>, or the yaml. COCO: the
    /// instances json, or a folder with <c>annotations/instances_SPLIT*.json</c>, <c>SPLIT/_annotations.coco.json</c>
    /// or <c>labels.json</c>. Pascal VOC: the folder with <c>Annotations</c>, with folders <c>SPLIT</c> of xml files,
    /// or a flat folder of xml files.</param>
    /// <param name="split">Name of the split; <c>val</c>, <c>valid</c> and <c>validation</c> mean the same. A json is
    /// one split, whatever the name.</param>
    /// <param name="imageRoot">COCO only: the folder of the images. Default null: looked for near the json.</param>
    /// <param name="boxes">What to do with boxes that do not lie inside their image. Scores as pycocotools computes
    /// them need <see cref="BoxPolicy.AsWritten"/>.</param>
    /// <param name="outside">Whether images are read that do not lie in the data set's folder, as lists with absolute
    /// paths have them. Default: no, so that a data set from elsewhere reaches no other file.</param>
    /// <exception cref="DataSetException">Nothing is recognised, or a reader fails; see <see cref="YoloDataSet.Read"/>,
    /// <see cref="CocoDataSet.Read"/>, <see cref="VocDataSet.Read"/>.</exception>
    public static AnnotatedDataSet Load(
        string path, string split = "val", string? imageRoot = null, BoxPolicy boxes = BoxPolicy.Clip,
        bool outside = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Directory.Exists(path)
            ? LoadFolder(path, split, imageRoot, boxes, outside)
            : LoadFile(path, split, imageRoot, boxes, outside);
    }

    /// <summary>
    /// Whether there is anything at a path that could be annotations, be they damaged; a folder of mere photographs has
    /// none.
    /// </summary>
    public static bool IsAt(string path) =>
        Directory.Exists(path)
            ? DataSetLayout.IsIn(path)
            : Path.GetExtension(path).ToUpperInvariant() is ".YAML" or ".YML" or ".JSON";

    /// <summary>
    /// The images of this data set that are files of another one, too, by whatever path: of training and validation
    /// images there should be none.
    /// </summary>
    public IReadOnlyList<AnnotatedImage> Overlap(AnnotatedDataSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        HashSet<string> files = [.. other.Images.Select(image => RealPath.Of(image.Path))];
        return [.. Images.Where(image => files.Contains(RealPath.Of(image.Path)))];
    }

    /// <summary>The first image, and then every one that is a number of images after it.</summary>
    /// <param name="step">The number, from 1 on; 1 takes all.</param>
    public AnnotatedDataSet Every(int step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(step, 1);
        return this with { Images = [.. Images.Where((_, index) => index % step == 0)] };
    }

    /// <summary>The data set itself, if it has a box.</summary>
    /// <param name="path">Where it was read from, for the message.</param>
    /// <exception cref="DataSetException">It has none.</exception>
    public AnnotatedDataSet RequireBoxes(string path)
    {
        if (BoxCount > 0) return this;
        throw new DataSetException(
            path, null, $"has no box in {Images.Count} images; expected annotated objects.");
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

    private static AnnotatedDataSet LoadFile(
        string path, string split, string? imageRoot, BoxPolicy boxes, bool outside) =>
        Path.GetExtension(path).ToUpperInvariant() switch
        {
            ".YAML" or ".YML" => YoloDataSet.Read(path, split, boxes, outside),
            ".JSON" => CocoDataSet.Read(path, imageRoot, boxes, outside),
            _ when !File.Exists(path) => throw new DataSetException(path, null, "not found."),
            _ =>
                throw new DataSetException(
                    path, null, "not a data set: expected a folder, a .yaml (YOLO) or a .json (COCO)."),
        };

    private static AnnotatedDataSet LoadFolder(
        string path, string split, string? imageRoot, BoxPolicy boxes, bool outside)
    {
        if (YoloConfiguration.FindIn(path) is { } yaml) return YoloDataSet.Read(yaml, split, boxes, outside);
        if (DataSetLayout.FindCoco(path, split) is { } coco)
            return CocoDataSet.Read(coco.Path, imageRoot, boxes, outside) with { Split = coco.Split };
        if (VocLayout.IsIn(path)) return VocDataSet.Read(path, split, boxes);
        if (YoloConfiguration.FindOnly(path) is { } only) return YoloDataSet.Read(only, split, boxes, outside);
        throw DataSetLayout.Unrecognised(path, split);
    }
}
