using DetectionSdk.Imaging;

namespace DetectionSdk.Evaluation;

/// <summary>The pictures of one split of a YOLO data set, from its folders and list files.</summary>
/// <param name="configuration">What the yaml says.</param>
/// <param name="outside">Whether pictures outside of the data set's folder are read.</param>
/// <param name="problems">Takes what is left out.</param>
internal sealed class YoloPictures(YoloConfiguration configuration, bool outside, ProblemLog problems)
{
    private readonly FileFinder _finder = new(configuration.Root, outside);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);

    /// <summary>
    /// The pictures with their names in reports: relative to the split's folder, or to the root where the split is more
    /// than one folder, or to what they have in common where the root does not hold them.
    /// </summary>
    public IReadOnlyList<(string Path, string Name)> Find(string split)
    {
        string[] sources = [.. configuration.Sources(split).Select(source => FindSource(source, split))];
        string[] paths = [.. sources.SelectMany(PicturesOf)];
        string names = sources is [var only] && Directory.Exists(only) ? only : configuration.Root;
        if (Array.Find(paths, path => !DataSetFile.IsInside(names, path)) is { } stranger)
        {
            names = CommonFolder(paths);
            int strangers = paths.Count(path => !DataSetFile.IsInside(configuration.Root, path));
            if (strangers > 0)
                problems.Add(configuration.Path, null, $"{strangers} of {paths.Length} pictures of split '{split}' "
                    + $"lie outside the data set's folder '{configuration.Root}', the first is '{stranger}'.");
        }
        return [.. paths.Select(path => (path, DataSetFile.NameIn(names, path)))];
    }

    /// <summary>
    /// A folder or list file of a split. Some exporters write <c>../train/images</c> for <c>train/images</c>, which
    /// Ultralytics reads as the latter.
    /// </summary>
    private string FindSource((string Name, int Line) source, string split)
    {
        string[] folders = [configuration.Root, configuration.Folder, .. WorkingFolder];
        string stripped = source.Name.StartsWith("../", StringComparison.Ordinal) ? source.Name[3..] : source.Name;
        bool Exists(string path) => Directory.Exists(path) || File.Exists(path);
        return _finder.Find(stripped, folders, Exists) ?? _finder.Find(source.Name, folders, Exists)
            ?? throw new DataSetException(configuration.Path, source.Line,
                $"split '{split}' names '{DataSetFile.Shorten(source.Name)}', but there is no folder or list file of "
                + $"that name: {_finder.Explain(stripped, folders)}.");
    }

    private IEnumerable<string> WorkingFolder => outside ? [Directory.GetCurrentDirectory()] : [];

    private IEnumerable<string> PicturesOf(string source) =>
        Directory.Exists(source)
            ? ImageFolder.List(source).Where(_seen.Add)
            : ListedIn(source);

    private IEnumerable<string> ListedIn(string list)
    {
        string[] folders =
            [Path.GetDirectoryName(list)!, configuration.Root, configuration.Folder, .. WorkingFolder];
        foreach ((int number, string name) in DataSetFile.ReadLines(list))
        {
            if (_finder.Find(name, folders, File.Exists) is not { } path)
                problems.Add(list, number, $"image {_finder.Explain(name, folders)}; left out.");
            else if (!_seen.Add(path))
                problems.Add(list, number, $"'{DataSetFile.Shorten(name)}' is listed twice; the second is left out.");
            else
                yield return path;
        }
    }

    private static string CommonFolder(string[] paths)
    {
        string common = Path.GetDirectoryName(paths[0])!;
        foreach (string path in paths)
        {
            while (!DataSetFile.IsInside(common, path)) common = Path.GetDirectoryName(common)!;
        }
        return common;
    }
}
