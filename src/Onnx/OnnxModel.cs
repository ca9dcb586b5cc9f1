using Google.Protobuf;

namespace DetectionSdk.Onnx;

/// <summary>
/// An ONNX file in memory, to be looked into, changed and written again. What is not changed stays as it was, also what
/// this library does not know. Not thread-safe.
/// </summary>
public sealed class OnnxModel
{
    private OnnxModel(string name, ModelProto proto)
    {
        Name = name;
        Proto = proto;
    }

    /// <summary>Where the model came from, for messages: the file's path.</summary>
    public string Name { get; }

    /// <summary>The file's content. Changes are written by <see cref="Save"/>.</summary>
    public ModelProto Proto { get; }

    /// <summary>The graph.</summary>
    public GraphProto Graph => Proto.Graph;

    /// <summary>Version of the default operator set.</summary>
    public long OperatorSet =>
        Proto.OpsetImport.FirstOrDefault(set => set.Domain is "" or "ai.onnx")?.Version ?? 1;

    /// <summary>Reads a file.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="OnnxFormatException">The file is no ONNX model, or its weights lie in another file.</exception>
    public static OnnxModel Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new FileNotFoundException($"Model '{path}' does not exist.", path);
        return Parse(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="model">The bytes.</param>
    /// <param name="name">Where they came from, for messages.</param>
    /// <exception cref="OnnxFormatException">They are no ONNX model, or its weights lie in another file.</exception>
    public static OnnxModel Parse(byte[] model, string name)
    {
        try
        {
            ModelProto proto = ModelProto.Parser.ParseFrom(model);
            if (proto.Graph is null || proto.Graph.Node.Count == 0)
                throw new OnnxFormatException($"'{name}' is no ONNX model: it holds no graph.");
            if (proto.Graph.Initializer.FirstOrDefault(IsExternal) is { } external)
                throw new OnnxFormatException(
                    $"'{name}' keeps its weights ('{external.Name}' and others) in another file; expected one file. "
                    + "Load and save it with the onnx package to join them.");
            return new OnnxModel(name, proto);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new OnnxFormatException($"'{name}' is damaged or no ONNX model: {error.Message}", error);
        }
    }

    /// <summary>A model that was made here, and so needs no check.</summary>
    internal static OnnxModel Of(ModelProto proto, string name) => new(name, proto);

    /// <summary>Sets an entry of the model's own metadata.</summary>
    public void SetMetadata(string key, string value)
    {
        StringStringEntryProto? entry = Proto.MetadataProps.FirstOrDefault(entry => entry.Key == key);
        if (entry is null) Proto.MetadataProps.Add(entry = new StringStringEntryProto { Key = key });
        entry.Value = value;
    }

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => Proto.ToByteArray();

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(ToBytes()));

    private static bool IsExternal(TensorProto constant) =>
        constant.DataLocation == TensorProto.Types.DataLocation.External;
}
