using System.Globalization;
using DetectionSdk.Imaging;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DetectionSdk.Evaluation;

/// <summary>
/// The <c>data.yaml</c> of a YOLO data set: class names, root and where the images of each split are.
/// </summary>
internal sealed class YoloConfiguration
{
    private const long MaximumYamlBytes = 4L << 20;
    private static readonly string[] Splits = ["train", "val", "test"];

    private readonly YamlMappingNode _mapping;
    private readonly string _root;

    private YoloConfiguration(string path, YamlMappingNode mapping)
    {
        Path = path;
        _mapping = mapping;
        ClassNames = ReadNames();
        _root = ReadRoot();
    }

    public string Path { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Whether a folder holds the configuration of a YOLO data set.</summary>
    public static bool IsIn(string folder) => File.Exists(System.IO.Path.Combine(folder, "data.yaml"));

    public static YoloConfiguration Read(string path)
    {
        path = System.IO.Path.GetFullPath(Directory.Exists(path) ? System.IO.Path.Combine(path, "data.yaml") : path);
        var yaml = new YamlStream();
        try
        {
            using var reader = new StreamReader(DataSetFile.Open(path, MaximumYamlBytes));
            yaml.Load(new ShallowYamlParser(reader));
        }
        catch (YamlException fault)
        {
            throw new DataSetException(path, (int)fault.Start.Line, $"not valid YAML: {fault.Message}", fault);
        }
        if (yaml.Documents.Count != 1 || yaml.Documents[0].RootNode is not YamlMappingNode mapping)
            throw new DataSetException(path, null, "expected a mapping with 'names' and 'train', 'val' or 'test'.");
        return new YoloConfiguration(path, mapping);
    }

    /// <summary>
    /// The images of a split with their names in reports: relative to the split's folder, or to the root where the
    /// split is more than one folder.
    /// </summary>
    public IEnumerable<(string Path, string Name)> FindImages(string split, List<DataSetProblem> problems)
    {
        YamlNode entry = Find(split) ?? throw Fault(_mapping,
            $"has no split '{split}'; it has {string.Join(", ", Splits.Where(name => Find(name) is not null))}.");
        YamlNode[] sources = entry is YamlSequenceNode sequence ? [.. sequence] : [entry];
        string[] paths = [.. sources.Select(source => ResolveSource(source, split))];
        string nameRoot = paths is [var only] && Directory.Exists(only) ? only : _root;

        return paths.SelectMany(path => Directory.Exists(path) ? ImagesIn(path) : ImagesListedIn(path, problems))
            .Select(path => (path, DataSetFile.NameIn(nameRoot, path)));
    }

    /// <summary>Writes <c>data.yaml</c>, or adds a split to the one that is there.</summary>
    public static void Write(string root, string split, IReadOnlyList<string> classNames)
    {
        string path = System.IO.Path.Combine(root, "data.yaml");
        var mapping = new YamlMappingNode { { "path", "." } };
        if (File.Exists(path))
        {
            YoloConfiguration existing = Read(path);
            if (!existing.ClassNames.SequenceEqual(classNames))
                throw new DataSetException(path, null,
                    $"has the classes {string.Join(", ", existing.ClassNames)}, not those of the data set to write.");
            mapping = existing._mapping;
            mapping.Children.Remove("names");
        }
        mapping.Children[split] = $"images/{split}";
        mapping.Children["names"] = new YamlMappingNode(classNames.SelectMany<string, YamlNode>((name, id) =>
            [new YamlScalarNode($"{id}"), new YamlScalarNode(name) { Style = ScalarStyle.DoubleQuoted }]));
        DataSetFile.Write(path, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            new YamlStream(new YamlDocument(mapping)).Save(writer, assignAnchors: false);
        });
    }

    private YamlNode? Find(string key) =>
        _mapping.Children.TryGetValue(key, out YamlNode? node) && node is not YamlScalarNode { Value: null or "" }
            ? node
            : null;

    private IReadOnlyList<string> ReadNames()
    {
        YamlNode? node = Find("names");
        IReadOnlyList<string> names = node switch
        {
            YamlSequenceNode list => [.. list.Select(Scalar)],
            YamlMappingNode map =>
                [.. map.OrderBy(pair => ClassIndex(pair.Key, map.Children.Count)).Select(pair => Scalar(pair.Value))],
            _ => throw Fault(node ?? _mapping, "expected 'names', a list or a map of class names."),
        };
        if (names.Count == 0) throw Fault(node, "'names' is empty, expected at least one class.");
        if (Find("nc") is { } count && Scalar(count) != names.Count.ToString(CultureInfo.InvariantCulture))
            throw Fault(count, $"'nc' is {Scalar(count)}, but there are {names.Count} names.");
        return names;
    }

    private int ClassIndex(YamlNode key, int count) =>
        int.TryParse(Scalar(key), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < count
            ? index
            : throw Fault(key, $"class index '{key}', expected 0 to {count - 1} without gaps.");

    /// <summary>
    /// The folder that <c>path</c> names; the yaml's own where it names none, or one that is not here (data sets move).
    /// </summary>
    private string ReadRoot()
    {
        string folder = System.IO.Path.GetDirectoryName(Path)!;
        string root = Find("path") is { } node ? System.IO.Path.GetFullPath(Scalar(node), folder) : folder;
        return System.IO.Path.TrimEndingDirectorySeparator(Directory.Exists(root) ? root : folder);
    }

    /// <summary>
    /// A folder or list file of a split. Some exporters write <c>../train/images</c> for <c>train/images</c>, which
    /// Ultralytics reads as the latter.
    /// </summary>
    private string ResolveSource(YamlNode node, string split)
    {
        string source = Scalar(node);
        string stripped = source.StartsWith("../", StringComparison.Ordinal) ? source[3..] : source;
        string path = DataSetFile.Resolve(_root, stripped, Path, (int)node.Start.Line);
        if (Directory.Exists(path) || File.Exists(path)) return path;
        throw Fault(node, $"split '{split}' names '{source}', but there is no folder or list file '{path}'.");
    }

    private static IEnumerable<string> ImagesIn(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => ImageHeader.Extensions.Contains(System.IO.Path.GetExtension(path)))
            .Order(StringComparer.Ordinal);

    /// <summary>The images that a list file names, relative to the root or to the list's own folder.</summary>
    private IEnumerable<string> ImagesListedIn(string list, List<DataSetProblem> problems)
    {
        string folder = DataSetFile.NameIn(_root, System.IO.Path.GetDirectoryName(list)!);
        foreach ((int number, string name) in DataSetFile.ReadLines(list))
        {
            string besideList = DataSetFile.Resolve(_root, System.IO.Path.Combine(folder, name), list, number);
            string path = File.Exists(besideList) ? besideList : DataSetFile.Resolve(_root, name, list, number);
            if (File.Exists(path))
                yield return path;
            else
                problems.Add(new DataSetProblem(list, number, $"image '{besideList}' not found; left out."));
        }
    }

    private string Scalar(YamlNode node) =>
        (node as YamlScalarNode)?.Value ?? throw Fault(node, "expected a plain value.");

    private DataSetException Fault(YamlNode? node, string message) =>
        new(Path, node is { Start.Line: > 0 } ? (int)node.Start.Line : null, message);
}
