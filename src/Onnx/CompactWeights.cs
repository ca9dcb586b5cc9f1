using System.Runtime.InteropServices;
using Google.Protobuf;
using static DetectionSdk.Onnx.TensorProto.Types;

namespace DetectionSdk.Onnx;

/// <summary>
/// Stores the weights of a model in fewer bytes. It computes in single precision as before: the model turns each weight
/// back.
/// </summary>
public static class CompactWeights
{
    private const string HalfSuffix = "_half", ByteSuffix = "_byte", StepSuffix = "_step";

    /// <summary>
    /// Rounds kernels, matrices and biases of convolutions and products to the nearest value of a format. Other
    /// constants stay as they are.
    /// </summary>
    /// <param name="model">The model, of opset 13 or later; changed.</param>
    /// <param name="format">The format.</param>
    /// <returns>The same model.</returns>
    /// <exception cref="OnnxFormatException">
    /// A weight is larger than half precision holds, or is no finite number.
    /// </exception>
    public static OnnxModel Store(OnnxModel model, WeightFormat format = WeightFormat.Half)
    {
        ArgumentNullException.ThrowIfNull(model);
        NodeProto[] layers = [.. model.Graph.Node.Where(node => node.OpType is "Conv" or "Gemm")];
        HashSet<string> weights = [.. layers.SelectMany(node => node.Input.Skip(1))];
        HashSet<string> kernels = [.. layers.Where(node => node.OpType == "Conv").Select(node => node.Input[1])];
        List<NodeProto> conversions = [];
        foreach (TensorProto weight in model.Graph.Initializer.ToArray())
        {
            if (weight.DataType != (int)DataType.Float || !weights.Contains(weight.Name)) continue;
            if (format == WeightFormat.Byte && kernels.Contains(weight.Name))
            {
                conversions.Add(FromBytes(weight.Name));
                model.Graph.Initializer.Add(ToBytes(weight, model.Name));
            }
            else
            {
                conversions.Add(FromHalves(weight.Name));
                ToHalves(weight, model.Name);
            }
        }
        for (int i = 0; i < conversions.Count; i++) model.Graph.Node.Insert(i, conversions[i]);
        return model;
    }

    private static float[] ValuesOf(TensorProto weight) => weight.RawData.Length > 0
        ? MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray()
        : [.. weight.FloatData];

    private static void Replace<T>(TensorProto weight, string suffix, DataType type, T[] values) where T : struct
    {
        weight.Name += suffix;
        weight.DataType = (int)type;
        weight.FloatData.Clear();
        weight.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(values));
    }

    private static void ToHalves(TensorProto weight, string model)
    {
        float[] values = ValuesOf(weight);
        Half[] halves = [.. values.Select(value => (Half)value)];
        if (halves.Any(half => !Half.IsFinite(half)))
            throw new OnnxFormatException(
                $"'{model}': weight '{weight.Name}' holds {values.MaxBy(Math.Abs)}; half precision ends at 65504.");
        Replace(weight, HalfSuffix, DataType.Float16, halves);
    }

    /// <summary>Rounds kernels, (out, in, H, W), to -127 to 127 steps of their channel.</summary>
    /// <returns>The steps, (out).</returns>
    private static TensorProto ToBytes(TensorProto weight, string model)
    {
        float[] values = ValuesOf(weight);
        if (values.FirstOrDefault(value => !float.IsFinite(value)) is var value and not 0)
            throw new OnnxFormatException($"'{model}': weight '{weight.Name}' holds {value}; expected finite numbers.");
        int length = values.Length / (int)weight.Dims[0];
        float[] steps = [.. values.Chunk(length).Select(kernel => Math.Max(kernel.Max(Math.Abs) / 127, float.Epsilon))];
        TensorProto stored = new() { Name = weight.Name + StepSuffix, DataType = (int)DataType.Float };
        stored.Dims.Add(steps.Length);
        stored.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<float>(steps));
        Replace(
            weight, ByteSuffix, DataType.Int8,
            values.Select((one, i) => (sbyte)Math.Clamp(MathF.Round(one / steps[i / length]), -127, 127)).ToArray());
        return stored;
    }

    private static NodeProto FromHalves(string weight)
    {
        NodeProto cast = new() { OpType = "Cast", Name = $"{weight}_cast" };
        cast.Input.Add(weight + HalfSuffix);
        cast.Output.Add(weight);
        cast.Attribute.Add(GraphBuilder.Number("to", (long)DataType.Float));
        return cast;
    }

    private static NodeProto FromBytes(string weight)
    {
        NodeProto steps = new() { OpType = "DequantizeLinear", Name = $"{weight}_steps" };
        steps.Input.Add([weight + ByteSuffix, weight + StepSuffix]);
        steps.Output.Add(weight);
        steps.Attribute.Add(GraphBuilder.Number("axis", 0));
        return steps;
    }
}
