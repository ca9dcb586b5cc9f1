namespace DetectionSdk;

/// <summary>
/// Files that are there whole or not at all: written under a temporary name of their own in the same folder, flushed to
/// the disk, renamed. Only files are replaced: a link is written through to its target, and pipes and devices are
/// written directly.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a file, replacing the one that may be there, and makes its folder. After an error the old file is
    /// untouched and the temporary one is gone; to a pipe or a device nothing was written.
    /// </summary>
    /// <exception cref="IOException">
    /// The folder or the file cannot be written, or the disk is full; the message names the file.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            // A pipe waits here for its reader, and must stay open until all is written.
            using FileStream? existing = OpenExisting(path);
            if (existing is not null && IsPipeOrDevice(existing))
            {
                WriteThrough(existing, write);
                return;
            }
            existing?.Dispose();
            Replace(FollowLink(path), write);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"'{path}' could not be written: {error.Message}", error);
        }
    }

    private static FileStream? OpenExisting(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;   // nothing there, or a link to nothing
        }
    }

    // .NET does not tell devices from files, but all that can be sought in are in one folder.
    private static bool IsPipeOrDevice(FileStream existing) =>
        !existing.CanSeek || IsInDevices(existing.Name) || IsInDevices(FollowLink(existing.Name));

    private static bool IsInDevices(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    // The full path, since .NET takes the target of a relative one for a file of the root folder.
    private static string FollowLink(string path) =>
        new FileInfo(path).LinkTarget is null
            ? path
            : File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)!.FullName;

    private static void WriteThrough(FileStream target, Action<Stream> write)
    {
        using MemoryStream whole = new();
        write(whole);
        target.Write(whole.GetBuffer(), 0, (int)whole.Length);
    }

    private static void Replace(string path, Action<Stream> write)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        string temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (FileStream stream = new(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            if (!OperatingSystem.IsWindows() && File.Exists(path))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            Remove(temporary);
            throw;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The folder itself is out of reach; the error that led here says so.
        }
    }
}
