namespace DetectionSdk.Degradation;

/// <summary>Names of files that are written.</summary>
internal static class OutputFile
{
    /// <exception cref="DegradationException">
    /// Both are one file, so that the output would replace what it is made from.
    /// </exception>
    public static void RequireApart(string source, string output)
    {
        if (Path.GetFullPath(source) == Path.GetFullPath(output))
            throw new DegradationException($"The output '{output}' is the input itself; choose another output folder.");
    }

    /// <summary>A hidden name beside a file, with its extension, to write to before renaming.</summary>
    public static string Temporary(string path) =>
        Path.Combine(
            Path.GetDirectoryName(path)!,
            $".{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.{Path.GetFileName(path)}");
}
