namespace DetectionSdk;

/// <summary>
/// Files that are there whole or not at all: written under a temporary name in the same folder, flushed to the disk,
/// renamed.
/// </summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a file, replacing the one that may be there, and makes its folder. After an error the old file is
    /// untouched and the temporary one is gone.
    /// </summary>
    /// <exception cref="IOException">
    /// The folder cannot be written or the disk is full; the message names the file.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        string temporary = path + ".tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using (FileStream stream = new(temporary, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            throw new IOException($"'{path}' could not be written: {error.Message}", error);
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
