using DetectionSdk.Imaging;
namespace DetectionSdk.Evaluation;

/// <summary>Recognises the layouts of data sets that common tools write.</summary>
internal static class DataSetLayout
{
    // SPLIT stands for the split's name. Those without it are one split, whatever the name.
    private static readonly string[] CocoFiles =
    [
        "annotations/instances_SPLIT.json", "annotations/instances_SPLIT*.json", "annotations/SPLIT.json",
        "SPLIT/_annotations.coco.json", "SPLIT/labels.json", "SPLIT/annotations.json", "instances_SPLIT.json",
        "SPLIT.json", "labels.json", "_annotations.coco.json", "annotations.json", "instances.json", "result.json",
    ];

    /// <summary>The COCO json of a split, and the split's name in the folder; null where there is none.</summary>
    public static (string Path, string? Split)? FindCoco(string folder, string split)
    {
        foreach (string pattern in CocoFiles)
        {
            bool named = pattern.Contains("SPLIT", StringComparison.Ordinal);
            foreach (string name in named ? SplitName.Of(split) : [split])
            {
                if (Match(folder, pattern.Replace("SPLIT", name, StringComparison.Ordinal)) is { } json)
                    return (json, named ? name : null);
            }
        }
        return null;
    }

    /// <summary>Whether there is anything in a folder that could be annotations, be they damaged.</summary>
    public static bool IsIn(string folder) =>
        YoloConfiguration.FindIn(folder) is not null || VocLayout.IsIn(folder) || JsonFiles(folder).Any()
        || Directory.Exists(Path.Combine(folder, "annotations"))
        || Directory.Exists(Path.Combine(folder, "Annotations"));

    /// <summary>What is missing for a folder to be a data set.</summary>
    public static DataSetException Unrecognised(string folder, string split) => new(folder, null,
        HasLabels(folder)
            ? "not a data set: it holds labels, but the data.yaml of a YOLO data set is missing. A minimal one has "
                + "the lines 'train: images/train', 'val: images/val' (folders as they are here) and "
                + $"'names: [{ClassNames(folder)}]'; a picture images/val/a.jpg has its boxes in labels/val/a.txt."
        : JsonFiles(folder).ToArray() is { Length: > 0 } jsons
            ? $"not a data set with a split '{split}' in a known place, such as annotations/instances_{split}.json; "
                + $"give one of its json files instead: {string.Join(", ", jsons.Take(5))}."
        : $"not a data set: expected data.yaml (YOLO), annotations/instances_{split}*.json (COCO) or Annotations/*.xml "
            + "(Pascal VOC). A minimal YOLO data set has images/, labels/ and a data.yaml with 'val: images/val' and "
            + "'names: [...]'.");

    private static string? Match(string folder, string pattern)
    {
        string place = Path.Combine(folder, Path.GetDirectoryName(pattern)!);
        return Directory.Exists(place)
            ? Directory.EnumerateFiles(place, Path.GetFileName(pattern)).Order(StringComparer.Ordinal).FirstOrDefault()
            : null;
    }

    // Labels beside pictures count as well, but not the other text files that pictures may come with.
    private static bool HasLabels(string folder) =>
        Directory.Exists(Path.Combine(folder, "labels")) || Directory.Exists(Path.Combine(folder, "obj_train_data"))
        || ImageFolder.List(folder).Take(100)
            .Any(picture => File.Exists(Path.ChangeExtension(picture, ".txt")));

    private static string ClassNames(string folder)
    {
        string? list = ((string[])["classes.txt", "obj.names", "labels/classes.txt"])
            .Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        return list is null ? "first class, second class"
            : string.Join(", ", DataSetFile.ReadLines(list).Take(20).Select(line => line.Text));
    }

    private static IEnumerable<string> JsonFiles(string folder) =>
        SplitName.Usual.Prepend("annotations").Select(name => Path.Combine(folder, name)).Prepend(folder)
            .Where(Directory.Exists).SelectMany(place => Directory.EnumerateFiles(place, "*.json"))
            .Order(StringComparer.Ordinal);
}
