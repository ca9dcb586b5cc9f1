namespace DetectionSdk.Evaluation;

/// <summary>
/// Finds files that lists and configurations name: as written, from several folders, and names of another machine by
/// what of their end is here.
/// </summary>
/// <param name="root">The data set's folder.</param>
/// <param name="outside">Whether what lies outside of it counts.</param>
internal sealed class FileFinder(string root, bool outside)
{
    /// <summary>The first that exists of what a name may mean; null when nothing does.</summary>
    /// <param name="name">A path, absolute or not, with slashes of any system.</param>
    /// <param name="folders">Full paths of the folders that it may be relative to.</param>
    /// <param name="exists">Tells files or folders that are there.</param>
    public string? Find(string name, IReadOnlyList<string> folders, Func<string, bool> exists) =>
        Candidates(name, folders).Where(IsAllowed).FirstOrDefault(exists);

    /// <summary>Why a name was not found: where it was looked for first, or that it lies outside.</summary>
    public string Explain(string name, IReadOnlyList<string> folders)
    {
        string first = Candidates(name, folders).FirstOrDefault() ?? name;
        return IsAllowed(first)
            ? $"'{DataSetFile.Shorten(name)}' not found; looked for '{DataSetFile.Shorten(first, 400)}'"
            : DataSetFile.Outside(root, name).TrimEnd('.') + "; the option 'outside' reads it all the same";
    }

    private bool IsAllowed(string path) => outside || DataSetFile.IsInside(root, path) || path == root;

    private IEnumerable<string> Candidates(string name, IReadOnlyList<string> folders)
    {
        if (name.Length == 0 || name.Contains('\0')) return [];
        string slashed = name.Replace('\\', '/');
        IEnumerable<string> spellings = slashed == name ? [name] : [name, slashed];
        return spellings.SelectMany(spelling => folders.Select(folder => FullPath(folder, spelling)))
            .Concat(EndsOf(slashed));
    }

    /// <summary>
    /// The ends of a path below the root, from the first of its folders that is there: of
    /// <c>/content/street/images/val/a.jpg</c> what begins with <c>images</c>.
    /// </summary>
    private IEnumerable<string> EndsOf(string name)
    {
        string[] parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        int first = Array.FindLastIndex(parts, part => part is "." or "..") + 1;
        for (int at = first; at < parts.Length; at++)
        {
            if (at < parts.Length - 1 && !Directory.Exists(Path.Combine(root, parts[at]))) continue;
            yield return Path.Combine([root, .. parts[at..]]);
            yield break;
        }
    }

    private static string FullPath(string folder, string name) =>
        Path.TrimEndingDirectorySeparator(Path.GetFullPath(name, folder));
}
