using System.Text;

namespace DetectionSdk.Watching;

/// <summary>
/// Writes what happens at the end of a file, one JSON object a line. A line that an earlier program did not finish is
/// taken away first. Thread-safe: several cameras may share one.
/// </summary>
public sealed class EventFile : WatchOutput, IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileStream _file;

    /// <param name="path">The file; made where there is none.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public EventFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _file = new FileStream(
            path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _file.SetLength(EndOfLines());
        _file.Seek(0, SeekOrigin.End);
    }

    /// <inheritdoc/>
    public override void Tell(WatchEvent happened)
    {
        ArgumentNullException.ThrowIfNull(happened);
        byte[] line = Encoding.UTF8.GetBytes(happened.ToJson() + "\n");
        lock (_lock) _file.Write(line);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _file.Dispose();

    private long EndOfLines()
    {
        for (long end = _file.Length; end > 0; end--)
        {
            _file.Position = end - 1;
            if (_file.ReadByte() == '\n') return end;
        }
        return 0;
    }
}
