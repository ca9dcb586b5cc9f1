namespace DetectionSdk.Evaluation;

/// <summary>Paths with their links resolved, so that two ways to one file are seen to be one.</summary>
internal static class RealPath
{
    /// <summary>The path without links; the path itself where a link leads nowhere or in a circle.</summary>
    public static string Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            if (Path.GetDirectoryName(full) is not { } parent) return full;
            string real = Path.Combine(Of(parent), Path.GetFileName(full));
            FileSystemInfo entry = Directory.Exists(real) ? new DirectoryInfo(real) : new FileInfo(real);
            return entry.LinkTarget is null ? real : Of(entry.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return full;
        }
    }
}
