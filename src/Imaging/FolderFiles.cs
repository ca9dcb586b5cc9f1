using System.IO.Enumeration;

namespace DetectionSdk.Imaging;

/// <summary>
/// The files of a folder as a person sees them. Hidden files and folders (a name that begins with a dot, on Windows the
/// attribute) are left out. Links to folders are followed once each and never in a circle; links to files count as
/// files of their own.
/// </summary>
public static class FolderFiles
{
    /// <summary>Lists files of a folder.</summary>
    /// <param name="folder">The folder; paths begin with it as it is written.</param>
    /// <param name="belongs">Whether a path belongs to the list.</param>
    /// <param name="recursive">Whether the folders in it are searched too.</param>
    /// <param name="order">Order of the paths. Default null: by ordinal value.</param>
    /// <exception cref="IOException">The folder, or one in it, cannot be listed.</exception>
    /// <exception cref="UnauthorizedAccessException">As before.</exception>
    public static IReadOnlyList<string> List(
        string folder, Func<string, bool> belongs, bool recursive = true, IComparer<string>? order = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(belongs);
        return [.. new Search(belongs, recursive).Run(folder).Order(order ?? StringComparer.Ordinal)];
    }

    private sealed class Search(Func<string, bool> belongs, bool recursive)
    {
        private readonly List<string> _files = [];
        private readonly Queue<string> _links = [];
        private readonly HashSet<string> _seen = new(StringComparer.Ordinal);   // folders, all links followed

        public List<string> Run(string folder)
        {
            Visit(folder, FollowLinks(folder));
            // Links come last, so that what lies in the folder itself has its own path.
            while (_links.TryDequeue(out string? link))
            {
                string real = FollowLinks(link);
                if (!_seen.Any(known => LiesIn(known, real))) Visit(link, real);
            }
            return _files;
        }

        private void Visit(string folder, string real)
        {
            if (!_seen.Add(real)) return;
            foreach ((string path, bool isFolder, bool isLink) in
                Entries(folder).OrderBy(entry => entry.Path, StringComparer.Ordinal))
            {
                if (!isFolder && belongs(path)) _files.Add(path);
                else if (isFolder && recursive && isLink) _links.Enqueue(path);
                else if (isFolder && recursive) Visit(path, Path.Combine(real, Path.GetFileName(path)));
            }
        }
    }

    private static FileSystemEnumerable<(string Path, bool IsFolder, bool IsLink)> Entries(string folder) =>
        new(folder,
            (ref FileSystemEntry entry) => (
                entry.ToSpecifiedFullPath(), entry.IsDirectory, (entry.Attributes & FileAttributes.ReparsePoint) != 0),
            new EnumerationOptions { IgnoreInaccessible = false, AttributesToSkip = 0 })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsHidden && !entry.FileName.StartsWith('.'),
        };

    private static bool LiesIn(string folder, string other)
    {
        string parent = Path.TrimEndingDirectorySeparator(other);
        return folder == parent || folder.StartsWith(parent + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static string FollowLinks(string folder)
    {
        string path = Path.GetFullPath(folder), real = Path.GetPathRoot(path)!;
        foreach (string name in
            path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            real = Path.Combine(real, name);
            if (Directory.ResolveLinkTarget(real, returnFinalTarget: true) is { } target)
                real = FollowLinks(target.FullName);
        }
        return real;
    }
}
