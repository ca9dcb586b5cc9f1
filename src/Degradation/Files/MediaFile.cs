namespace DetectionSdk.Degradation;

/// <summary>An image or clip to degrade.</summary>
/// <param name="Name">Path relative to the input folder, with forward slashes.</param>
/// <param name="FilePath">Where it lies.</param>
/// <param name="IsClip">Whether it is a clip.</param>
internal sealed record MediaFile(string Name, string FilePath, bool IsClip)
{
    private static readonly string[] ImageExtensions = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff", ".webp"];
    private static readonly string[] ClipExtensions = [".mp4", ".avi", ".mkv", ".mov", ".m4v", ".webm"];

    /// <summary>Lossless: PNG, or FFV1 in AVI.</summary>
    public string OutputName => Path.ChangeExtension(Name, IsClip ? ".avi" : ".png");

    /// <summary>The images and clips that a path means, by name.</summary>
    /// <param name="input">An image, a clip, or a folder that is searched with its subfolders.</param>
    /// <param name="except">A folder that is left out: the output may lie inside the input.</param>
    /// <exception cref="DegradationException">There is nothing to degrade, or two files would have one output.</exception>
    public static IReadOnlyList<MediaFile> Find(string input, string except)
    {
        string root = Path.GetFullPath(input);
        MediaFile[] files = File.Exists(root) ? [.. Recognize(Path.GetDirectoryName(root)!, root)] : [.. FindInFolder(root, Path.GetFullPath(except))];
        if (files.Length == 0)
            throw new DegradationException($"{input}: nothing to degrade; expected an image ({string.Join(' ', ImageExtensions)}), a clip ({string.Join(' ', ClipExtensions)}) or a folder with some.");
        foreach (IGrouping<string, MediaFile> same in files.GroupBy(file => file.OutputName, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            throw new DegradationException($"{input}: {string.Join(" and ", same.Select(file => file.Name))} would both become {same.Key}; expected names that differ beyond the extension.");
        return files;
    }

    private static IEnumerable<MediaFile> FindInFolder(string root, string except)
    {
        if (!Directory.Exists(root)) return [];
        string left = Path.TrimEndingDirectorySeparator(except) + Path.DirectorySeparatorChar;
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .Where(path => !path.StartsWith(left, StringComparison.Ordinal))
            .SelectMany(path => Recognize(root, path))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
    }

    private static IEnumerable<MediaFile> Recognize(string root, string path)
    {
        string extension = Path.GetExtension(path);
        bool isClip = ClipExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase);
        if (isClip || ImageExtensions.Contains(extension, StringComparer.OrdinalIgnoreCase))
            yield return new(Path.GetRelativePath(root, path).Replace('\\', '/'), path, isClip);
    }
}
