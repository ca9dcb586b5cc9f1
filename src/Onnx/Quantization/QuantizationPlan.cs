namespace DetectionSdk.Onnx;

/// <summary>
/// What of a graph runs in int8: the convolutions, and between them whatever has an 8-bit form. Behind the last
/// convolution of each branch everything stays float: there, boxes of hundreds and scores of hundredths would share
/// one scale. Immutable.
/// </summary>
internal sealed class QuantizationPlan
{
    // In ONNX Runtime these have an 8-bit form with scales of its own for inputs and output.
    private static readonly HashSet<string> Computing =
    [
        "Add", "AveragePool", "Clip", "Concat", "GlobalAveragePool", "LeakyRelu", "Mul", "Relu", "Sigmoid",
    ];

    // These pass stored values on, if input and output have one scale.
    private static readonly HashSet<string> Passing =
    [
        "DepthToSpace", "Flatten", "MaxPool", "Reshape", "Resize", "Slice", "SpaceToDepth", "Split", "Squeeze",
        "Transpose", "Unsqueeze",
    ];

    private readonly GraphIndex _graph;
    private readonly HashSet<NodeProto> _nodes = [];
    private readonly Dictionary<string, string> _leaders = new(StringComparer.Ordinal);

    private QuantizationPlan(GraphIndex graph, IReadOnlyList<LayerQuantization> layers)
    {
        _graph = graph;
        Layers = layers;
    }

    /// <summary>The convolutions of the graph, and why some stay float.</summary>
    public IReadOnlyList<LayerQuantization> Layers { get; }

    /// <summary>The convolutions that run in int8, in the order of the graph.</summary>
    public IEnumerable<NodeProto> Convolutions =>
        _graph.Model.Graph.Node.Where(node => IsConvolution(node) && _nodes.Contains(node));

    /// <summary>What the convolutions in int8 make behind which none is left: the ends of the branches.</summary>
    public IEnumerable<string> Ends
    {
        get
        {
            NodeProto[] convolutions = [.. Convolutions];
            HashSet<NodeProto> before = Ancestors(
                convolutions.SelectMany(node => node.Input).Select(_graph.Producer).OfType<NodeProto>());
            return [.. convolutions.Where(node => !before.Contains(node)).Select(Result)];
        }
    }

    /// <summary>The tensors that are stored in 8 bits.</summary>
    public IReadOnlySet<string> Tensors { get; private set; } = new HashSet<string>();

    /// <summary>Plans a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layers">Its convolutions, and why some stay float.</param>
    public static QuantizationPlan Of(GraphIndex graph, IReadOnlyList<LayerQuantization> layers)
    {
        QuantizationPlan plan = new(graph, layers);
        plan.ChooseNodes();
        plan.ChooseTensors();
        plan.JoinScales();
        return plan;
    }

    /// <summary>The tensor whose scale a tensor has: its own name, or that of one that it must equal.</summary>
    public string Leader(string tensor)
    {
        while (_leaders.TryGetValue(tensor, out string? leader)) tensor = leader;
        return tensor;
    }

    /// <summary>What a convolution makes, after an activation that is computed along with it.</summary>
    public string Result(NodeProto convolution) => Fused(convolution)?.Output[0] ?? convolution.Output[0];

    /// <summary>The activation that is computed along with a node, if it is the only one to read what the node
    /// makes.</summary>
    public NodeProto? Fused(NodeProto node) =>
        node.OpType is "Conv" or "Add" && !_graph.Outputs.Contains(node.Output[0])
        && _graph.Consumers(node.Output[0]) is [{ OpType: "Relu" or "Clip" } activation]
            ? activation
            : null;

    public static bool IsConvolution(NodeProto node) => node.OpType is "Conv" or "ConvTranspose";

    private void ChooseNodes()
    {
        HashSet<string> floats = [.. Layers.Where(layer => !layer.IsInt8).Select(layer => layer.Name)];
        HashSet<NodeProto> body = FindBody(floats);
        HashSet<string> stored = [.. _graph.Inputs];
        foreach (NodeProto node in _graph.Model.Graph.Node.Where(body.Contains))
        {
            bool isChosen = IsConvolution(node)
                ? !floats.Contains(GraphIndex.NameOf(node))
                : HasIntegerForm(node) && _graph.Activations(node).Any(stored.Contains);
            if (!isChosen) continue;
            _nodes.Add(node);
            stored.UnionWith(node.Output);
        }
    }

    // Whatever a convolution in int8 depends on.
    private HashSet<NodeProto> FindBody(HashSet<string> floats)
    {
        HashSet<NodeProto> body = Ancestors(
            _graph.Model.Graph.Node.Where(node => IsConvolution(node) && !floats.Contains(GraphIndex.NameOf(node))));
        // The activation behind a last convolution is computed along with it.
        body.UnionWith([.. body.Select(Fused).OfType<NodeProto>()]);
        return body;
    }

    /// <summary>The nodes themselves, and all that they depend on.</summary>
    private HashSet<NodeProto> Ancestors(IEnumerable<NodeProto> nodes)
    {
        HashSet<NodeProto> found = [];
        Stack<NodeProto> open = new(nodes);
        while (open.TryPop(out NodeProto? node))
        {
            if (!found.Add(node)) continue;
            foreach (string input in node.Input)
            {
                if (_graph.Producer(input) is { } before) open.Push(before);
            }
        }
        return found;
    }

    private bool HasIntegerForm(NodeProto node)
    {
        int activations = _graph.Activations(node).Count();
        return node.OpType switch
        {
            "Resize" => Mode(node) == "nearest",
            "Add" or "Mul" => activations == 2,
            "Concat" => activations == node.Input.Distinct().Count(),
            _ => activations > 0 && (Computing.Contains(node.OpType) || Passing.Contains(node.OpType)),
        };
    }

    private static string Mode(NodeProto resize) =>
        resize.Attribute.FirstOrDefault(attribute => attribute.Name == "mode")?.S.ToStringUtf8() ?? "nearest";

    private void ChooseTensors()
    {
        HashSet<string> tensors =
            [.. _nodes.SelectMany(node => _graph.Activations(node).Concat(_graph.Results(node)))];
        foreach (NodeProto node in _nodes)
        {
            if (Fused(node) is { } activation && _nodes.Contains(activation)) tensors.Remove(node.Output[0]);
        }
        Tensors = tensors;
    }

    private void JoinScales()
    {
        foreach (NodeProto node in _nodes.Where(node => Passing.Contains(node.OpType) || node.OpType == "Concat"))
        {
            string leader = Leader(_graph.Activations(node).First());
            foreach (string tensor in _graph.Activations(node).Concat(_graph.Results(node)))
            {
                if (Leader(tensor) is { } other && other != leader) _leaders[other] = leader;
            }
        }
    }
}
