using Google.Protobuf;
using Google.Protobuf.Collections;

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

    /// <summary>The tensor that a layer computes.</summary>
    /// <param name="layer">Name of a node, or of one of its outputs.</param>
    /// <exception cref="OnnxFormatException">There is no such layer; the message names the convolutions.</exception>
    public string OutputOf(string layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        IEnumerable<NodeProto> nodes = layer.Length == 0 ? [] : Graph.Node; // nodes need no name
        if (nodes.Any(node => node.Output.Contains(layer))) return layer;
        if (nodes.FirstOrDefault(node => node.Name == layer) is { } named) return named.Output[0];
        IEnumerable<string> convolutions =
            Graph.Node.Where(node => node.OpType == "Conv").Select(node => node.Output[0]);
        throw new OnnxFormatException(
            $"'{Name}' has no layer '{layer}'; its convolutions are {string.Join(", ", convolutions)}.");
    }

    /// <summary>
    /// A copy that ends at a layer: only the nodes and inputs that it needs are left, and it is the only output.
    /// </summary>
    /// <inheritdoc cref="OutputOf"/>
    public OnnxModel UpTo(string layer)
    {
        string end = OutputOf(layer);
        ModelProto cut = Proto.Clone();
        HashSet<string> needed = [end];
        List<NodeProto> nodes = [];
        foreach (NodeProto node in cut.Graph.Node.Reverse().Where(node => node.Output.Any(needed.Contains)))
        {
            nodes.Insert(0, node);
            needed.UnionWith(node.Input);
        }
        ValueInfoProto[] inputs = [.. cut.Graph.Input.Where(input => needed.Contains(input.Name))];
        TensorProto[] constants = [.. cut.Graph.Initializer.Where(constant => needed.Contains(constant.Name))];
        Replace(cut.Graph.Node, nodes);
        Replace(cut.Graph.Input, inputs);
        Replace(cut.Graph.Initializer, constants);
        Replace(cut.Graph.Output, [new ValueInfoProto { Name = end }]);
        return new OnnxModel(Name, cut);
    }

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

    private static void Replace<T>(RepeatedField<T> field, IEnumerable<T> values)
    {
        field.Clear();
        field.AddRange(values);
    }

    private static bool IsExternal(TensorProto constant) =>
        constant.DataLocation == TensorProto.Types.DataLocation.External;
}
