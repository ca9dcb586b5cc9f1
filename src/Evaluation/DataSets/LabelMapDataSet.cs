using System.Globalization;

namespace DetectionSdk.Evaluation;

/// <summary>Photographs with a class for every pixel: <see cref="AnnotatedImage.LabelMap"/> in the place of boxes.
/// </summary>
/// <remarks>
/// The folder holds <c>images/SPLIT</c>, <c>labels/SPLIT</c> with a PNG of one channel of each photograph's name, and
/// <c>classes.txt</c> with a line <c>NUMBER NAME</c> for each class, from 0 on; the class named void is none.
/// </remarks>
public static class LabelMapDataSet
{
    /// <summary>File with the classes.</summary>
    public const string ClassFile = "classes.txt";

    private const string VoidName = "void";

    /// <summary>Whether a folder holds photographs with a class for every pixel.</summary>
    public static bool IsAt(string folder) => File.Exists(Path.Combine(folder, ClassFile))
        && Directory.Exists(Path.Combine(folder, "images"))
        && Directory.Exists(Path.Combine(folder, "labels"));

    /// <summary>Reads one split. Label maps are read when they are asked for.</summary>
    /// <param name="folder">Folder of the data set.</param>
    /// <param name="split">Name of the split, such as <c>train</c>.</param>
    /// <returns>Images without boxes, by name, each with its <see cref="AnnotatedImage.LabelMap"/>; void is no class.
    /// </returns>
    /// <exception cref="DataSetException">
    /// There is no such folder or split, it holds no image that can be read, the classes cannot be read, or a
    /// photograph has no label map.
    /// </exception>
    public static AnnotatedDataSet Read(string folder, string split)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentException.ThrowIfNullOrEmpty(split);
        RequireSplit(folder, split);
        (string[] names, int? none) = ReadClasses(Path.Combine(folder, ClassFile));
        AnnotatedDataSet photographs = UnlabelledDataSet.Read(Path.Combine(folder, "images", split));
        return WithMaps(
            photographs with { ClassNames = names, Split = split }, Path.Combine(folder, "labels", split), none);
    }

    /// <summary>Photographs with label maps of the same names from another folder.</summary>
    /// <param name="photographs">The photographs; their classes are those of the maps.</param>
    /// <param name="folder">Folder of the maps.</param>
    /// <param name="none">Value of pixels that show no class; null where only <see cref="LabelMap.None"/> does.</param>
    /// <exception cref="DataSetException">A photograph has no map there.</exception>
    public static AnnotatedDataSet WithMaps(AnnotatedDataSet photographs, string folder, int? none = null)
    {
        ArgumentNullException.ThrowIfNull(photographs);
        int classes = photographs.ClassNames.Count;
        return photographs with { Images = [.. photographs.Images.Select(WithMap)] };

        AnnotatedImage WithMap(AnnotatedImage image)
        {
            string file = Path.GetFullPath(Path.Combine(folder, Path.ChangeExtension(image.Name, ".png")));
            return File.Exists(file)
                ? image with { LabelMap = new LabelMap(file, classes, none) }
                : throw new DataSetException(image.Path, null, $"the image has no label map; expected '{file}'.");
        }
    }

    private static void RequireSplit(string folder, string split)
    {
        if (!Directory.Exists(folder)) throw new DataSetException(folder, null, "folder not found.");
        if (!IsAt(folder))
            throw new DataSetException(
                folder, null,
                $"no photographs with a class for every pixel: expected {ClassFile}, images/{split} and "
                + $"labels/{split}.");
        string[] splits =
        [
            .. Directory.GetDirectories(Path.Combine(folder, "images")).Select(path => Path.GetFileName(path)).Order()
        ];
        if (!splits.Contains(split))
            throw new DataSetException(
                folder, null, $"there is no split '{split}'; expected {string.Join(" or ", splits)}.");
    }

    private static (string[] Names, int? Void) ReadClasses(string path)
    {
        List<string> names = [];
        int? none = null;
        foreach ((int line, string text) in DataSetFile.ReadLines(path))
        {
            string[] words = text.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 2
                || !int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number >= LabelMap.None)
                throw new DataSetException(
                    path, line, $"'{text}' is no class; expected a number from 0 to 254, and a name.");
            if (words[1].Equals(VoidName, StringComparison.OrdinalIgnoreCase)) none = number;
            else if (number == names.Count) names.Add(words[1]);
            else
                throw new DataSetException(
                    path, line, $"class '{words[1]}' has the number {number}; expected {names.Count}.");
        }
        if (names.Count == 0) throw new DataSetException(path, null, "the file names no class; expected at least one.");
        return (none >= names.Count || none is null)
            ? ([.. names], none)
            : throw new DataSetException(
                path, null, $"void has the number {none}; expected one that is no class, {names.Count} or above.");
    }
}
