namespace DetectionSdk.Onnx;

/// <summary>Which convolutions can run in int8 at all.</summary>
internal static class LayerChoice
{
    private static readonly HashSet<string> Rearranging =
        ["Reshape", "Transpose", "Slice", "Split", "Squeeze", "Unsqueeze"];

    /// <exception cref="OnnxFormatException">A layer that is to stay float is not in the model.</exception>
    public static IReadOnlyList<LayerQuantization> Of(GraphIndex graph, QuantizerOptions options)
    {
        LayerQuantization[] layers =
        [
            .. graph.Model.Graph.Node.Where(QuantizationPlan.IsConvolution).Select(
                node => new LayerQuantization(GraphIndex.NameOf(node), Reason(graph, node, options), null))
        ];
        string[] unknown = [.. options.FloatLayers.Except(layers.Select(layer => layer.Name))];
        if (unknown.Length > 0)
            throw new OnnxFormatException(
                $"'{graph.Model.Name}' has no convolution '{unknown[0]}'; expected one of "
                + $"{string.Join(", ", layers.Select(layer => layer.Name))}.");
        return layers;
    }

    private static string? Reason(GraphIndex graph, NodeProto node, QuantizerOptions options)
    {
        if (node.OpType == "ConvTranspose") return "ONNX Runtime has no int8 form of a transposed convolution";
        if (options.FloatLayers.Contains(GraphIndex.NameOf(node))) return "the options say so";
        if (node.Input.Skip(1).Any(input => input.Length > 0 && !IsFloat(graph.Constant(input))))
            return "its weights are no constants";
        return ReadsDistribution(graph, node.Input[0]) ? "it reads a distribution (a Softmax)" : null;
    }

    private static bool IsFloat(TensorProto? constant) =>
        constant?.DataType == (int)TensorProto.Types.DataType.Float;

    // The mean of a distribution over distances is part of the answer's decoding, not a layer.
    private static bool ReadsDistribution(GraphIndex graph, string tensor)
    {
        NodeProto? producer = graph.Producer(tensor);
        while (producer is not null && Rearranging.Contains(producer.OpType))
            producer = graph.Producer(producer.Input[0]);
        return producer?.OpType == "Softmax";
    }
}
