using System.IO.MemoryMappedFiles;

namespace DetectionSdk.Fuzzing;

/// <summary>Where a worker is, in memory that it shares with its parent and that outlives a crash.</summary>
internal sealed class Progress : IDisposable
{
    private const int Size = 3 * sizeof(long);

    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;

    /// <param name="path">A file; made if it is absent.</param>
    public Progress(string path)
    {
        FileStream stream = new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        _file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, Size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor();
    }

    /// <summary>The file of a worker's folder.</summary>
    public static string FileIn(string folder) => Path.Combine(folder, "progress");

    /// <summary>Number of the input that is being read.</summary>
    public long Number
    {
        get => _view.ReadInt64(0);
        set => _view.Write(0, value);
    }

    /// <summary>Inputs that were accepted so far.</summary>
    public long Accepted
    {
        get => _view.ReadInt64(sizeof(long));
        set => _view.Write(sizeof(long), value);
    }

    /// <summary>Inputs that were refused as documented so far.</summary>
    public long Refused
    {
        get => _view.ReadInt64(2 * sizeof(long));
        set => _view.Write(2 * sizeof(long), value);
    }

    public void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }
}
