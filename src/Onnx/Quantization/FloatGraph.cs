using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Onnx;

/// <summary>
/// Makes a model ready to be quantised: ONNX Runtime folds constants and batch normalisation into the convolutions, the
/// operator set is raised to one that knows scales per channel.
/// </summary>
internal static class FloatGraph
{
    private static readonly HashSet<string> Quantised =
    [
        "QuantizeLinear", "DequantizeLinear", "QLinearConv", "ConvInteger", "QLinearMatMul", "MatMulInteger",
        "DynamicQuantizeLinear",
    ];

    /// <summary>A new model; the given one is not changed.</summary>
    /// <exception cref="OnnxFormatException">
    /// It is quantised already, is not float32, or has no convolution.
    /// </exception>
    public static OnnxModel Prepare(OnnxModel model)
    {
        if (model.Graph.Node.FirstOrDefault(node => Quantised.Contains(node.OpType)) is { } quantised)
            throw new OnnxFormatException(
                $"'{model.Name}' is quantised already: node '{GraphIndex.NameOf(quantised)}' is a {quantised.OpType}; "
                + "expected a float32 model.");
        if (model.Graph.Initializer.FirstOrDefault(IsHalf) is { } half)
            throw new OnnxFormatException(
                $"'{model.Name}' holds float16 numbers ('{half.Name}'); expected a float32 model. Export it anew.");
        if (model.Graph.Node.All(node => node.OpType != "Conv"))
            throw new OnnxFormatException(
                $"'{model.Name}' has no convolution; only convolutional models become faster in int8.");
        OnnxModel prepared = Copy(model, Fold(model));
        RemoveConstantInputs(prepared.Graph);
        OperatorSetUpgrade.Apply(prepared);
        NameNodes(prepared.Graph);
        return prepared;
    }

    private static bool IsHalf(TensorProto constant) =>
        constant.DataType == (int)TensorProto.Types.DataType.Float16;

    // ONNX Runtime lists all operator sets that it knows; the model needs its own.
    private static OnnxModel Copy(OnnxModel model, GraphProto graph)
    {
        ModelProto copy = model.Proto.Clone();
        copy.Graph = graph;
        copy.IrVersion = Math.Max(copy.IrVersion, 4);
        return OnnxModel.Of(copy, model.Name);
    }

    private static GraphProto Fold(OnnxModel model)
    {
        string folded = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            using SessionOptions options = RuntimeSession.CreateOptions(GraphOptimizationLevel.ORT_ENABLE_BASIC);
            options.OptimizedModelFilePath = folded;
            RuntimeSession.Open(model, options).Dispose();
            return OnnxModel.Load(folded).Graph;
        }
        finally
        {
            File.Delete(folded);
        }
    }

    // Old files list constants as inputs that may be overridden.
    private static void RemoveConstantInputs(GraphProto graph)
    {
        HashSet<string> constants = [.. graph.Initializer.Select(constant => constant.Name)];
        ValueInfoProto[] inputs = [.. graph.Input.Where(input => !constants.Contains(input.Name))];
        graph.Input.Clear();
        graph.Input.AddRange(inputs);
    }

    // Layers are told by name afterwards.
    private static void NameNodes(GraphProto graph)
    {
        HashSet<string> names = [];
        foreach (NodeProto node in graph.Node.Where(node => node.Name.Length == 0 || !names.Add(node.Name)))
            names.Add(node.Name = node.Output[0]);
    }
}
