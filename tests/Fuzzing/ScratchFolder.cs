namespace DetectionSdk.Fuzzing;

/// <summary>A folder that is made when it is first needed: in memory, where the system has such a place.</summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    private readonly Lazy<string> _path = new(Create);

    /// <summary>Where folders are made; a worker's is removed by its parent, however the worker ends.</summary>
    public static string Root { get; set; } = Directory.Exists(Memory) ? Memory : System.IO.Path.GetTempPath();

    public string Path => _path.Value;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Writes a file and gives its path.</summary>
    public string Write(string name, byte[] content)
    {
        string path = File(name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    public void Dispose()
    {
        if (_path.IsValueCreated && Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private static string Create() =>
        Directory.CreateDirectory(
            System.IO.Path.Combine(Root, $"detsdk-fuzzing-{Guid.NewGuid():N}")).FullName;
}
