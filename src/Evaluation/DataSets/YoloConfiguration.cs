using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DetectionSdk.Evaluation;

/// <summary>
/// The <c>data.yaml</c> of a YOLO data set: class names, root and where the images of each split are.
/// </summary>
internal sealed class YoloConfiguration
{
    private const int MaximumClasses = 100_000;

    private static readonly string[] FileNames = ["data.yaml", "dataset.yaml", "data.yml", "dataset.yml"];

    private readonly YamlMappingNode _mapping;

    private YoloConfiguration(string path, YamlMappingNode mapping)
    {
        Path = path;
        _mapping = mapping;
        ClassNames = ReadNames();
        Root = ReadRoot();
    }

    public string Path { get; }

    /// <summary>Full path of the folder of the yaml.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Full path of the folder that the splits are in.</summary>
    public string Root { get; }

    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Numbers of the key points that follow each box; 0 where the set has none.</summary>
    public int KeyPointNumbers => Find("kpt_shape") is YamlSequenceNode { Children: [var count, var each] }
        && int.TryParse(Scalar(count), out int points) && int.TryParse(Scalar(each), out int numbers)
        && points is > 0 and < 10_000 && numbers is 2 or 3
            ? points * numbers
            : 0;

    /// <summary>The configuration in a folder under one of its usual names; null where there is none.</summary>
    public static string? FindIn(string folder) =>
        FileNames.Select(name => System.IO.Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>The yaml in a folder, where there is one alone.</summary>
    public static string? FindOnly(string folder) =>
        Directory.GetFiles(folder, "*.y*ml") is [var only] && !System.IO.Path.GetFileName(only).StartsWith('.')
            ? only
            : null;

    public static YoloConfiguration Read(string path)
    {
        if (Directory.Exists(path))
            path = FindIn(path) ?? FindOnly(path) ?? System.IO.Path.Combine(path, FileNames[0]);
        path = System.IO.Path.GetFullPath(path);
        return new YoloConfiguration(path, YamlFile.ReadMapping(path));
    }

    /// <summary>The name under which the yaml has a split: the one asked for or a synonym.</summary>
    public string SplitKey(string split) => SplitName.Of(split).FirstOrDefault(name => Find(name) is not null)
        ?? throw Fault(
            _mapping, SplitName.Absent(split, SplitName.Usual.Where(name => Find(name) is not null)));

    /// <summary>The folders and list files of a split, as the yaml names them, with their lines.</summary>
    public IEnumerable<(string Name, int Line)> Sources(string split)
    {
        YamlNode entry = Find(SplitKey(split))!;
        IEnumerable<YamlNode> sources = entry is YamlSequenceNode sequence ? sequence : [entry];
        return sources.Select(source => (Scalar(source), (int)source.Start.Line));
    }

    /// <summary>Writes <c>data.yaml</c>, or adds a split to the one that is there.</summary>
    public static void Write(string root, string split, IReadOnlyList<string> classNames)
    {
        string path = System.IO.Path.Combine(root, FileNames[0]);
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

    private YamlNode? Find(string key) => Find(_mapping, key);

    // What a mapping has itself, then what it merges in: <<: *base.
    private static YamlNode? Find(YamlMappingNode mapping, string key)
    {
        if (mapping.Children.TryGetValue(key, out YamlNode? node))
            return node is YamlScalarNode { Value: null or "" or "~" or "null" } ? null : node;
        return mapping.Children.TryGetValue("<<", out YamlNode? merged)
            ? (merged is YamlSequenceNode several ? several : Enumerable.Repeat(merged, 1)).OfType<YamlMappingNode>()
                .Select(part => Find(part, key)).FirstOrDefault(found => found is not null)
            : null;
    }

    private IReadOnlyList<string> ReadNames()
    {
        YamlNode? node = Find("names"), count = Find("nc");
        IReadOnlyList<string> names = node switch
        {
            YamlSequenceNode list => [.. list.Select(Scalar)],
            YamlMappingNode map =>
                [.. map.OrderBy(pair => ClassIndex(pair.Key, map.Children.Count)).Select(pair => Scalar(pair.Value))],
            null when count is not null => [.. Enumerable.Range(0, ClassCount(count)).Select(id => $"class {id}")],
            _ => throw Fault(node ?? _mapping, "expected 'names', a list or a map of class names."),
        };
        if (names.Count == 0) throw Fault(node ?? count, "'names' is empty, expected at least one class.");
        if (count is not null && ClassCount(count) != names.Count)
            throw Fault(count, $"'nc' is {Scalar(count)}, but there are {names.Count} names.");
        return names;
    }

    private int ClassCount(YamlNode node) =>
        int.TryParse(Scalar(node), NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && count <= MaximumClasses
            ? count
            : throw Fault(node, $"'nc' is '{Scalar(node)}', expected the number of classes.");

    private int ClassIndex(YamlNode key, int count) =>
        int.TryParse(Scalar(key), NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index < count
            ? index
            : throw Fault(key, $"class index '{Scalar(key)}', expected 0 to {count - 1} without gaps.");

    /// <summary>
    /// The folder that <c>path</c> names; the yaml's own where it names none, or one that is not here (data sets move).
    /// </summary>
    private string ReadRoot()
    {
        string root = Find("path") is { } node && !Scalar(node).Contains('\0')
            ? System.IO.Path.GetFullPath(Scalar(node).Replace('\\', '/'), Folder)
            : Folder;
        return System.IO.Path.TrimEndingDirectorySeparator(Directory.Exists(root) ? root : Folder);
    }

    private string Scalar(YamlNode node) =>
        (node as YamlScalarNode)?.Value ?? throw Fault(node, "expected a plain value.");

    private DataSetException Fault(YamlNode? node, string message) =>
        new(Path, node is { Start.Line: > 0 } ? (int)node.Start.Line : null, message);
}
