namespace DetectionSdk.Evaluation;

/// <summary>
/// The files of a folder and below it as a person sees them: without hidden ones, links to folders followed once.
/// </summary>
internal static class FolderListing
{
    private static readonly EnumerationOptions Visible = new() { IgnoreInaccessible = true };

    /// <summary>The files with one of the extensions, by name.</summary>
    public static IEnumerable<string> Files(string folder, Func<string, bool> hasExtension)
    {
        List<string> found = [];
        Visit(folder, hasExtension, found, new HashSet<string>(StringComparer.Ordinal));
        return found.Order(StringComparer.Ordinal);
    }

    /// <summary>Whether a folder itself, without those below it, holds a file with the extension.</summary>
    public static bool Holds(string folder, string extension) =>
        Directory.Exists(folder)
        && Directory.EnumerateFiles(folder, "*", Visible)
            .Any(file => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase) && !IsHidden(file));

    private static void Visit(string folder, Func<string, bool> hasExtension, List<string> found, HashSet<string> visited)
    {
        if (!visited.Add(RealPath.Of(folder))) return;
        found.AddRange(Directory.EnumerateFiles(folder, "*", Visible)
            .Where(file => hasExtension(Path.GetExtension(file)) && !IsHidden(file)));
        foreach (string child in Directory.EnumerateDirectories(folder, "*", Visible).Order(StringComparer.Ordinal))
        {
            if (!IsHidden(child)) Visit(child, hasExtension, found, visited);
        }
    }

    // EnumerationOptions leave out what has the attribute; on Windows a leading dot gives none.
    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');
}
