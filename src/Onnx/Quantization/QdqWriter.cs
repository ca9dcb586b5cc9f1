namespace DetectionSdk.Onnx;

/// <summary>
/// Writes quantised tensors and layers into a graph, in the form that all runtimes read: each value is quantised and
/// dequantised again, and the operators between stay float. A runtime turns dequantise, operator, quantise into one
/// operator of 8-bit integers.
/// </summary>
internal sealed class QdqWriter(
    GraphIndex graph, IReadOnlyDictionary<string, ValueRange> ranges, QuantizationTarget target)
{
    private readonly ActivationFormat _format = ActivationFormat.Of(target);
    private readonly LayerWeights _weights = new(target);
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    /// <summary>Constants that the written nodes read.</summary>
    public IEnumerable<TensorProto> Constants => _constants.Values;

    /// <summary>Nodes that quantise a tensor and dequantise it again, under the name of the result.</summary>
    public NodeProto[] Activation(string tensor, string scaleOf, string result)
    {
        (float scale, int zero) = _format.Fit(ranges[scaleOf]);
        string[] parameters =
        [
            Add(TensorValues.Create<float>($"{result}_scale", TensorProto.Types.DataType.Float, [scale])),
            Add(TensorValues.Create<byte>($"{result}_zero_point", _format.Type, [unchecked((byte)zero)]))
        ];
        string stored = result + "_quantized";
        return
        [
            GraphNode.Create("QuantizeLinear", [tensor, .. parameters], stored),
            GraphNode.Create("DequantizeLinear", [stored, .. parameters], result)
        ];
    }

    /// <summary>Nodes that dequantise the weights of a convolution, and the names of what it reads then.</summary>
    public (NodeProto[] Nodes, string[] Names) Weights(NodeProto convolution)
    {
        TensorProto weights = graph.Constant(convolution.Input[1])!;
        TensorProto? bias = graph.Constant(convolution.Input.ElementAtOrDefault(2) ?? "");
        QuantizedWeights stored = _weights.Quantize(weights, bias, _format.Fit(ranges[convolution.Input[0]]).Scale);
        string name = GraphIndex.NameOf(convolution);
        List<NodeProto> nodes =
        [
            Dequantize(
                $"{name}_weight", stored.Weights, stored.Scales, TensorProto.Types.DataType.Int8, [.. weights.Dims])
        ];
        List<string> names = [nodes[0].Output[0]];
        if (bias is not null && stored.Bias is { } integers)
        {
            nodes.Add(
                Dequantize(
                    $"{name}_bias", integers, stored.BiasScales, TensorProto.Types.DataType.Int32, [integers.Length]));
            names.Add(nodes[1].Output[0]);
        }
        else if (bias is not null) names.Add(bias.Name);
        return ([.. nodes], [.. names]);
    }

    private NodeProto Dequantize<T>(
        string name, T[] values, float[] scales, TensorProto.Types.DataType type, long[] shape)
        where T : unmanaged
    {
        string[] inputs =
        [
            Add(TensorValues.Create<T>($"{name}_quantized", type, values, shape)),
            Add(TensorValues.Create<float>($"{name}_scale", TensorProto.Types.DataType.Float, scales, scales.Length)),
            Add(TensorValues.Create<T>($"{name}_zero_point", type, new T[scales.Length], scales.Length))
        ];
        return GraphNode.Create("DequantizeLinear", inputs, $"{name}_dequantized", GraphBuilder.Number("axis", 0));
    }

    private string Add(TensorProto constant)
    {
        _constants[constant.Name] = constant;
        return constant.Name;
    }
}
