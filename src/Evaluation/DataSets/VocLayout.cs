using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>Where the files of a Pascal VOC data set lie: the classic three folders, or all in one.</summary>
internal sealed class VocLayout(string root)
{
    private readonly string _annotations = FolderOr(root, "Annotations");
    private readonly string _images = FolderOr(root, "JPEGImages");

    /// <summary>Whether a folder holds Pascal VOC annotations.</summary>
    public static bool IsIn(string folder) => Directory.EnumerateFiles(FolderOr(folder, "Annotations"), "*.xml").Any();

    public string Images => _images;

    public IEnumerable<string> AnnotationFiles() =>
        Directory.EnumerateFiles(_annotations, "*.xml", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>
    /// The annotation files of a split, in the order of its list; null when the data set has no lists.
    /// </summary>
    public IReadOnlyList<string>? ListSplit(string split, List<DataSetProblem> problems)
    {
        string sets = Path.Combine(root, "ImageSets");
        if (!Directory.Exists(sets)) return null;

        string main = Path.Combine(sets, "Main", split + ".txt");
        string list = File.Exists(main) ? main : Path.Combine(sets, split + ".txt");
        var files = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach ((int number, string line) in DataSetFile.ReadLines(list))
        {
            string name = line.Split((char[]?)null, 2)[0];   // lists of one class add a 1 or -1
            string path = DataSetFile.Resolve(_annotations, name + ".xml", list, number);
            if (seen.Add(path))
                files.Add(path);
            else
                problems.Add(new DataSetProblem(list, number, $"'{name}' is listed twice; the second is left out."));
        }
        return files;
    }

    /// <summary>
    /// The image of an annotation: the file it names, or one with the annotation's own name where that is not there
    /// (file names in the xml are often stale).
    /// </summary>
    public string FindImage(string annotationPath, string? fileName)
    {
        string ownName = Path.ChangeExtension(Path.GetRelativePath(_annotations, annotationPath), null);
        string named = DataSetFile.Resolve(_images, fileName ?? ownName + ".jpg", annotationPath, null);
        if (File.Exists(named)) return named;

        string stem = Path.Combine(_images, ownName);
        return ImageHeader.Extensions.Select(extension => stem + extension).FirstOrDefault(File.Exists) ?? named;
    }

    private static string FolderOr(string root, string name) =>
        Path.Combine(root, name) is var folder && Directory.Exists(folder) ? folder : root;
}
