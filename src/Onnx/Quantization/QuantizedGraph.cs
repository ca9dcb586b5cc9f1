namespace DetectionSdk.Onnx;

/// <summary>Writes a plan into a graph.</summary>
internal static class QuantizedGraph
{
    private const string Dequantized = "_dequantized";

    /// <summary>A new model; that of the graph is not changed.</summary>
    public static OnnxModel Write(
        GraphIndex graph, QuantizationPlan plan, IReadOnlyDictionary<string, ValueRange> ranges,
        QuantizationTarget target)
    {
        QdqWriter writer = new(graph, ranges, target);
        ModelProto copy = graph.Model.Proto.Clone();
        HashSet<string> layers = [.. plan.Convolutions.Select(layer => layer.Output[0])];
        List<NodeProto> nodes = [];
        foreach (string input in graph.Inputs.Where(plan.Tensors.Contains))
            nodes.AddRange(writer.Activation(input, input, input + Dequantized));
        foreach (NodeProto node in copy.Graph.Node)
        {
            if (layers.Contains(node.Output[0])) nodes.AddRange(ReadIntegers(writer, node));
            ReadDequantized(node, plan);
            nodes.Add(node);
            for (int i = 0; i < node.Output.Count; i++)
            {
                if (plan.Tensors.Contains(node.Output[i])) nodes.AddRange(Store(writer, graph, node, i));
            }
        }
        copy.Graph.Node.Clear();
        copy.Graph.Node.AddRange(nodes);
        ReplaceConstants(copy.Graph, writer.Constants);
        return OnnxModel.Of(copy, graph.Model.Name);
    }

    private static NodeProto[] ReadIntegers(QdqWriter writer, NodeProto convolution)
    {
        (NodeProto[] nodes, string[] names) = writer.Weights(convolution);
        for (int i = 0; i < names.Length; i++) convolution.Input[i + 1] = names[i];
        return nodes;
    }

    private static void ReadDequantized(NodeProto node, QuantizationPlan plan)
    {
        for (int i = 0; i < node.Input.Count; i++)
        {
            if (plan.Tensors.Contains(node.Input[i])) node.Input[i] += Dequantized;
        }
    }

    // An output of the graph keeps its name; what the node makes gets another.
    private static NodeProto[] Store(QdqWriter writer, GraphIndex graph, NodeProto node, int output)
    {
        string tensor = node.Output[output];
        if (!graph.Outputs.Contains(tensor)) return writer.Activation(tensor, tensor, tensor + Dequantized);
        node.Output[output] += "_float";
        NodeProto[] pair = writer.Activation(node.Output[output], tensor, tensor);
        return graph.Consumers(tensor).Count == 0
            ? pair
            : [.. pair, GraphNode.Create("Identity", [tensor], tensor + Dequantized)];
    }

    private static void ReplaceConstants(GraphProto graph, IEnumerable<TensorProto> added)
    {
        graph.Initializer.AddRange(added);
        HashSet<string> read =
            [.. graph.Node.SelectMany(node => node.Input), .. graph.Output.Select(output => output.Name)];
        TensorProto[] kept = [.. graph.Initializer.Where(constant => read.Contains(constant.Name))];
        graph.Initializer.Clear();
        graph.Initializer.AddRange(kept);
    }
}
