using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Where the files of a Pascal VOC data set lie: the classic three folders, what FiftyOne and Roboflow make of them, or
/// all in one.
/// </summary>
internal sealed class VocLayout
{
    private readonly string _root;
    private readonly string _annotations;
    private readonly string[] _files;

    public VocLayout(string root)
    {
        _root = root;
        _annotations = FolderOr(root, folder => FolderFiles.List(folder, IsXml).Count > 0, "Annotations", "labels");
        Images = FolderOr(root, Directory.Exists, "JPEGImages", "data", "images");
        _files = [.. FolderFiles.List(_annotations, IsXml)];
    }

    /// <summary>
    /// Whether a folder holds Pascal VOC annotations: of its own, or in the folder of a split beside the images.
    /// </summary>
    public static bool IsIn(string root) =>
        Holds(root, recursive: false) || ((string[])["Annotations", "labels", .. SplitName.Usual])
            .Any(name => Holds(Path.Combine(root, name), recursive: true));

    /// <summary>Full path of the folder that the names of images are relative to.</summary>
    public string Images { get; }

    /// <summary>The annotation files of all splits.</summary>
    public IReadOnlyList<string> AnnotationFiles => _files;

    /// <summary>
    /// The annotation files of a split: those of its list, in that order, or those in a folder of its name. A data set
    /// without either is one split under every usual name.
    /// </summary>
    /// <exception cref="DataSetException">There is no such split.</exception>
    public (string? Split, IReadOnlyList<string> Files) FindSplit(string split, ProblemLog problems)
    {
        foreach (string name in SplitName.Of(split))
        {
            if (ListFiles(name).FirstOrDefault(File.Exists) is { } list) return (name, ReadList(list, problems));
            if (FilesIn(name) is { Count: > 0 } files) return (name, files);
        }
        string[] known = [.. KnownSplits().Distinct()];
        if (known.Length > 0) throw new DataSetException(_root, null, SplitName.Absent(split, known));
        return SplitName.Usual.Contains(split) ? (null, _files)
            : throw new DataSetException(_root, null, $"has no split '{split}': it has no split lists "
                + "(ImageSets/Main/SPLIT.txt), so that all of it is read as train, val or test.");
    }

    /// <summary>
    /// The image of an annotation: the file it names, or one with the annotation's own name where that is not there
    /// (file names in the xml are often stale).
    /// </summary>
    /// <exception cref="DataSetException">The annotation names a file outside, and its own name leads to
    /// none.</exception>
    public string FindImage(string annotationPath, string? fileName)
    {
        string ownName = Path.ChangeExtension(Path.GetRelativePath(_annotations, annotationPath), null);
        string name = fileName ?? ownName + ".jpg", bare = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        string? named = DataSetFile.TryResolve(Images, name);
        string[] stems = [Path.Combine(Images, ownName), Path.ChangeExtension(annotationPath, null)];
        string?[] candidates =
        [
            named, DataSetFile.TryResolve(Path.GetDirectoryName(stems[0])!, bare),
            DataSetFile.TryResolve(Path.GetDirectoryName(annotationPath)!, bare),
            .. stems.SelectMany(stem => ImageExtensions.All.Select(extension => stem + extension)),
        ];
        return candidates.FirstOrDefault(File.Exists) ?? named
            ?? throw new DataSetException(annotationPath, null, DataSetFile.Outside(Images, name));
    }

    private IEnumerable<string> ListFiles(string split) =>
        new[] { Path.Combine("ImageSets", "Main"), "ImageSets", "" }
            .Select(folder => Path.Combine(_root, folder, split + ".txt"));

    private IReadOnlyList<string> FilesIn(string split)
    {
        string folder = Path.Combine(_annotations, split);
        return [.. _files.Where(file => DataSetFile.IsInside(folder, file))];
    }

    private IEnumerable<string> KnownSplits()
    {
        string sets = Path.Combine(_root, "ImageSets");
        IEnumerable<string> lists = new[] { sets, Path.Combine(sets, "Main") }.Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.txt"))
            .Select(list => Path.GetFileNameWithoutExtension(list))
            .Where(name => !name.Contains('_'));   // lists of one class are named CLASS_SPLIT
        return lists.Concat(SplitName.Usual.Where(
            name => File.Exists(Path.Combine(_root, name + ".txt")) || FilesIn(name).Count > 0));
    }

    private List<string> ReadList(string list, ProblemLog problems)
    {
        var files = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var known = new HashSet<string>(_files, StringComparer.Ordinal);
        foreach ((int number, string line) in DataSetFile.ReadLines(list))
        {
            string?[] meanings =
                [.. Meanings(line).Select(name => DataSetFile.TryResolve(_annotations, name + ".xml"))];
            string? path = Array.Find(meanings, meaning => meaning is not null && known.Contains(meaning));
            if (path is null)
                problems.Add(list, number, meanings[0] is { } first
                    ? $"'{DataSetFile.Shorten(line)}' has no annotation file '{first}'; left out."
                    : $"{DataSetFile.Outside(_annotations, line + ".xml").TrimEnd('.')}; left out.");
            else if (seen.Add(path))
                files.Add(path);
            else
                problems.Add(list, number, $"'{DataSetFile.Shorten(line)}' is listed twice; the second is left out.");
        }
        return files;
    }

    // A stem; lists of one class add a 1 or -1, other tools write the image's path.
    private static IEnumerable<string> Meanings(string line)
    {
        string first = line.Split((char[]?)null, 2)[0];
        IEnumerable<string> names = first == line ? [line] : [line, first];
        return names.Concat(names.Where(ImageExtensions.IsImage)
            .Select(name => Path.GetFileNameWithoutExtension(name.Replace('\\', '/'))));
    }

    private static bool Holds(string folder, bool recursive) =>
        Directory.Exists(folder) && FolderFiles.List(folder, IsXml, recursive).Count > 0;

    private static bool IsXml(string path) => path.EndsWith(".xml", StringComparison.OrdinalIgnoreCase);

    private static string FolderOr(string root, Func<string, bool> holds, params string[] names) =>
        names.Select(name => Path.Combine(root, name))
            .FirstOrDefault(folder => Directory.Exists(folder) && holds(folder)) ?? root;
}
