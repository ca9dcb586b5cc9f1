namespace DetectionSdk.Onnx;

/// <summary>
/// Who makes and who reads each tensor of a graph. Stands for the graph as it is; not for one that changes.
/// </summary>
internal sealed class GraphIndex
{
    private readonly Dictionary<string, NodeProto> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<NodeProto>> _consumers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);
    private readonly HashSet<string> _floats;

    /// <param name="model">A model whose nodes stand in order of computation.</param>
    /// <param name="floats">Names of its tensors of float32 numbers.</param>
    public GraphIndex(OnnxModel model, HashSet<string> floats)
    {
        Model = model;
        _floats = floats;
        foreach (TensorProto constant in model.Graph.Initializer) _constants[constant.Name] = constant;
        foreach (NodeProto node in model.Graph.Node)
        {
            foreach (string output in node.Output) _producers[output] = node;
            foreach (string input in node.Input.Distinct())
            {
                if (!_consumers.TryGetValue(input, out List<NodeProto>? readers)) _consumers[input] = readers = [];
                readers.Add(node);
            }
        }
        Inputs = [.. model.Graph.Input.Select(input => input.Name)];
        Outputs = [.. model.Graph.Output.Select(output => output.Name)];
    }

    public OnnxModel Model { get; }

    public HashSet<string> Inputs { get; }

    public HashSet<string> Outputs { get; }

    public TensorProto? Constant(string tensor) => _constants.GetValueOrDefault(tensor);

    /// <summary>Null for an input and a constant.</summary>
    public NodeProto? Producer(string tensor) => _producers.GetValueOrDefault(tensor);

    public IReadOnlyList<NodeProto> Consumers(string tensor) => _consumers.GetValueOrDefault(tensor) ?? [];

    /// <summary>The float tensors that a node reads and that depend on the image.</summary>
    public IEnumerable<string> Activations(NodeProto node) =>
        node.Input.Where(input => _floats.Contains(input) && !_constants.ContainsKey(input));

    /// <summary>The float tensors that a node makes and somebody reads.</summary>
    public IEnumerable<string> Results(NodeProto node) =>
        node.Output.Where(
            output => _floats.Contains(output) && (Outputs.Contains(output) || Consumers(output).Count > 0));

    public static string NameOf(NodeProto node) => node.Name.Length > 0 ? node.Name : node.Output[0];
}
