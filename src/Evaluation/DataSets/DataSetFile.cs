using System.Text;

namespace DetectionSdk.Evaluation;

/// <summary>File access of the readers and writers: bounded, inside the data set's root, whole or not at all.</summary>
internal static class DataSetFile
{
    /// <summary>Upper bound of a text file: labels, or a list of images.</summary>
    public const long MaximumTextBytes = 64L << 20;

    /// <summary>Upper bound of an XML annotation file: fifty thousand objects, written without waste.</summary>
    public const long MaximumXmlBytes = 16L << 20;

    /// <summary>Upper bound of a line: an outline of fifty thousand corners.</summary>
    public const int MaximumLineLength = 1 << 20;

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
    /// <exception cref="DataSetException">The file is absent or too large, or a line is too long.</exception>
    public static IEnumerable<(int Number, string Text)> ReadLines(string path)
    {
        using var reader = new StreamReader(Open(path, MaximumTextBytes), Encoding.UTF8);
        var line = new StringBuilder();
        for (int number = 1; ReadLine(reader, line); number++)
        {
            if (line.Length > MaximumLineLength)
                throw new DataSetException(path, number, $"the line has more than {MaximumLineLength} characters.");
            if (line.ToString().Trim() is { Length: > 0 } text) yield return (number, text);
        }
    }

    // As StreamReader.ReadLine does, but no more than what a line may have.
    private static bool ReadLine(StreamReader reader, StringBuilder line)
    {
        line.Clear();
        int character = reader.Read();
        if (character < 0) return false;
        while (character is >= 0 and not '\n' && line.Length <= MaximumLineLength)
        {
            line.Append((char)character);
            character = reader.Read();
        }
        return true;
    }

    /// <summary>
    /// The full path of a file that an annotation names relative to <paramref name="root"/>; refuses names that lead
    /// out of it.
    /// </summary>
    public static string Resolve(string root, string name, string file, int? line) =>
        TryResolve(root, name) ?? throw new DataSetException(file, line, Outside(root, name));

    /// <summary>The same; null for a name that leads out of the root, or is none.</summary>
    public static string? TryResolve(string root, string name)
    {
        string fullRoot = Path.GetFullPath(root);
        if (name.Length == 0 || name.Contains('\0')) return null;
        string path = Path.GetFullPath(Path.Combine(fullRoot, name.Replace('\\', '/')));
        return IsInside(fullRoot, path) ? path : null;
    }

    /// <summary>A text from a file as messages show it.</summary>
    public static string Shorten(string text, int length = 200) =>
        text.Length <= length ? text : string.Concat(text.AsSpan(0, length - 3), "...");

    /// <summary>The words for a name that leads out of the root.</summary>
    public static string Outside(string root, string name) =>
        $"'{Shorten(name)}' does not name a file inside the data set's folder '{Path.GetFullPath(root)}'.";

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
