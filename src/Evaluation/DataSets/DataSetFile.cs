using System.Text;

namespace DetectionSdk.Evaluation;

/// <summary>File access of the readers and writers: bounded, inside the data set's root, whole or not at all.</summary>
internal static class DataSetFile
{
    /// <summary>Upper bound of a text or XML annotation file, and of a list of images.</summary>
    public const long MaximumTextBytes = 64L << 20;

    /// <summary>Upper bound of a COCO json.</summary>
    public const long MaximumJsonBytes = 8L << 30;

    /// <summary>Opens an annotation file of at most <paramref name="maximumBytes"/>.</summary>
    public static FileStream Open(string path, long maximumBytes)
    {
        try
        {
            if (!File.Exists(path)) throw new DataSetException(path, null, "file not found.");
            FileStream file = File.OpenRead(path);
            if (file.Length <= maximumBytes) return file;
            file.Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataSetException(path, null, fault.Message, fault);
        }
        throw new DataSetException(path, null, $"larger than {maximumBytes >> 20} MiB, the limit of its kind.");
    }

    /// <summary>The lines of a text file with their one-based numbers, trimmed; empty lines are left out.</summary>
    public static IEnumerable<(int Number, string Text)> ReadLines(string path)
    {
        using var reader = new StreamReader(Open(path, MaximumTextBytes), Encoding.UTF8);
        int number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            line = line.Trim();
            if (line.Length > 0) yield return (number, line);
        }
    }

    /// <summary>
    /// The full path of a file that an annotation names relative to <paramref name="root"/>; refuses names that lead
    /// out of it.
    /// </summary>
    public static string Resolve(string root, string name, string file, int? line)
    {
        string fullRoot = Path.GetFullPath(root);
        string path = name.Contains('\0') ? "" : Path.GetFullPath(Path.Combine(fullRoot, name.Replace('\\', '/')));
        if (name.Length > 0 && IsInside(fullRoot, path)) return path;
        throw new DataSetException(
            file, line, $"'{name}' does not name a file inside the data set's folder '{fullRoot}'.");
    }

    /// <summary>Whether a full path lies under a full root.</summary>
    public static bool IsInside(string root, string path) =>
        path.StartsWith(
            Path.EndsInDirectorySeparator(root) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    /// <summary>The path of a file under a folder, with forward slashes.</summary>
    public static string NameIn(string folder, string path) => Path.GetRelativePath(folder, path).Replace('\\', '/');

    /// <summary>Writes a file as <see cref="AtomicFile.Write"/> does.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        try
        {
            AtomicFile.Write(path, write);
        }
        catch (IOException fault)
        {
            throw new DataSetException(path, null, $"cannot be written: {fault.InnerException!.Message}", fault);
        }
    }

    /// <summary>Writes a UTF-8 text file as <see cref="Write"/> does.</summary>
    public static void WriteText(string path, string text) =>
        Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
