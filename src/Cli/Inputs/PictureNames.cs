using DetectionSdk.Imaging;

namespace DetectionSdk.Cli;

/// <summary>
/// File names for pictures made from many inputs in one folder: the input's own name, numbered where two inputs share
/// it.
/// </summary>
internal sealed class PictureNames
{
    private static readonly string[] Written = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    public PictureNames(IEnumerable<string> files)
    {
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (string file in files)
        {
            string stem = Path.GetFileNameWithoutExtension(file);
            string extension = Written.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)
                ? Path.GetExtension(file)
                : ".png";
            _names[file] = Number(stem, extension, taken);
        }
    }

    /// <summary>Paths with another extension, numbered where two would become one.</summary>
    public static IReadOnlyList<string> WithExtension(IEnumerable<string> paths, string extension) =>
        OutputNames.WithExtension(paths, extension);

    public string Of(string file) => _names[file];

    private static string Number(string stem, string extension, HashSet<string> taken)
    {
        string name = stem + extension;
        for (int number = 2; !taken.Add(name); number++) name = $"{stem}-{number}{extension}";
        return name;
    }
}
