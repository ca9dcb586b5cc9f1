using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Models;

/// <summary>
/// Where a model comes from: a file or memory. Its external data, if any, lies beside the file and nowhere else; a
/// model in memory has none.
/// </summary>
internal sealed class ModelSource
{
    private const string InMemory = "model in memory";
    private const string ExternalDataFolder = "session.model_external_initializers_file_folder_path";

    private readonly byte[]? _bytes;

    private ModelSource(string name, byte[]? bytes)
    {
        Name = name;
        _bytes = bytes;
    }

    /// <summary>The path as it was given, or what messages call a model in memory.</summary>
    public string Name { get; }

    /// <summary>Full path of the file; the name where there is none.</summary>
    public string FullPath => _bytes is null ? Path.GetFullPath(Name) : Name;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">It is a folder or empty.</exception>
    public static ModelSource FromFile(string path)
    {
        if (Directory.Exists(path)) throw new ModelFormatException($"'{path}' is a folder; expected an .onnx file.");
        if (!File.Exists(path))
            throw new FileNotFoundException($"Model '{path}' does not exist{BundledModels.Hint(path)}.", path);
        return new FileInfo(path).Length > 0
            ? new ModelSource(path, null)
            : throw new ModelFormatException($"Model '{path}' is empty (0 bytes); expected an ONNX file.");
    }

    /// <param name="bytes">The bytes of a file.</param>
    /// <param name="name">What messages call them.</param>
    /// <exception cref="ModelFormatException">There are no bytes.</exception>
    public static ModelSource FromBytes(byte[] bytes, string name = InMemory) => bytes.Length > 0
        ? new ModelSource(name, bytes)
        : throw new ModelFormatException($"'{name}' is empty (0 bytes); expected an ONNX file.");

    /// <exception cref="ModelFormatException">There are no bytes.</exception>
    public static ModelSource FromStream(Stream stream, string name = InMemory)
    {
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return FromBytes(copy.ToArray(), name);
    }

    public InferenceSession Open(SessionOptions options)
    {
        if (_bytes is null) return new InferenceSession(Name, options);
        string nowhere = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString());
        options.AddSessionConfigEntry(ExternalDataFolder, nowhere);
        return new InferenceSession(_bytes, options);
    }

    /// <summary>The bytes of the file; the caller disposes the stream.</summary>
    public Stream OpenRead() => _bytes is null ? File.OpenRead(Name) : new MemoryStream(_bytes, writable: false);

    public ModelFormatException Damaged(Exception error)
    {
        bool wantsFile = _bytes is not null && error.Message.Contains("External data", StringComparison.Ordinal);
        return wantsFile
            ? new ModelFormatException(
                $"'{Name}' has external data; expected a model that is opened from its file, beside which they lie.",
                error)
            : Damaged(Name, error);
    }

    public static ModelFormatException Damaged(string name, Exception error) =>
        new($"'{name}' is damaged or no ONNX model that ONNX Runtime reads: {error.Message}", error);
}
