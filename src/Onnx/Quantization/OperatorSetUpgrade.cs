using System.Runtime.InteropServices;
using Google.Protobuf;

namespace DetectionSdk.Onnx;

/// <summary>
/// Rewrites a graph of the operator sets 11 and 12 in terms of 13, the first that stores a scale per channel. Of what
/// networks use, only operators change whose axes were attributes and are inputs, and Softmax.
/// </summary>
internal static class OperatorSetUpgrade
{
    public const long Lowest = 11, Wanted = 13;

    private static readonly Dictionary<string, string> Moved = new(StringComparer.Ordinal)
    {
        ["Squeeze"] = "axes", ["Unsqueeze"] = "axes", ["ReduceSum"] = "axes", ["Split"] = "split",
    };

    /// <exception cref="OnnxFormatException">The operator set is older than 11.</exception>
    public static void Apply(OnnxModel model)
    {
        if (model.OperatorSet < Lowest)
            throw new OnnxFormatException(
                $"'{model.Name}' is of operator set {model.OperatorSet}; expected {Lowest} or newer. Export it anew.");
        if (model.OperatorSet >= Wanted) return;
        NodeProto[] nodes = [.. model.Graph.Node.SelectMany(node => Rewrite(model.Graph, node))];
        model.Graph.Node.Clear();
        model.Graph.Node.AddRange(nodes);
        model.Proto.OpsetImport.First(set => set.Domain is "" or "ai.onnx").Version = Wanted;
    }

    private static IEnumerable<NodeProto> Rewrite(GraphProto graph, NodeProto node)
    {
        if (node.OpType is "Softmax" or "LogSoftmax" or "Hardmax") return Flattened(node);
        if (Moved.TryGetValue(node.OpType, out string? name)
            && node.Attribute.FirstOrDefault(attribute => attribute.Name == name) is { } attribute)
        {
            node.Attribute.Remove(attribute);
            node.Input.Add(AddConstant(graph, $"{node.Output[0]}_{name}", attribute.Ints));
        }
        return [node];
    }

    // Until 12 these see a matrix: the axes before theirs, and those from theirs on.
    private static IEnumerable<NodeProto> Flattened(NodeProto node)
    {
        long axis = node.Attribute.FirstOrDefault(attribute => attribute.Name == "axis")?.I ?? 1;
        if (axis == -1) return [node];
        string input = node.Input[0], output = node.Output[0];
        string shape = output + "_shape", matrix = output + "_matrix", flat = output + "_flat";
        node.Attribute.Clear();
        node.Attribute.Add(GraphBuilder.Number("axis", -1));
        (node.Input[0], node.Output[0]) = (matrix, flat);
        return
        [
            GraphNode.Create("Shape", [input], shape),
            GraphNode.Create("Flatten", [input], matrix, GraphBuilder.Number("axis", axis)), node,
            GraphNode.Create("Reshape", [flat, shape], output)
        ];
    }

    private static string AddConstant(GraphProto graph, string name, IEnumerable<long> values)
    {
        long[] numbers = [.. values];
        TensorProto constant = new()
        {
            Name = name, DataType = (int)TensorProto.Types.DataType.Int64,
            RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>(numbers)),
        };
        constant.Dims.Add(numbers.Length);
        graph.Initializer.Add(constant);
        return name;
    }
}
