using System.Runtime.InteropServices;
using Google.Protobuf;

namespace DetectionSdk.Onnx;

/// <summary>
/// Stores the weights of a model in half precision, for half the bytes. It computes in single precision as before: each
/// weight is converted when the model is opened.
/// </summary>
public static class HalfWeights
{
    private const string Suffix = "_half";

    /// <summary>
    /// Rounds kernels, matrices and biases of convolutions and products to the nearest half. Other constants stay as
    /// they are.
    /// </summary>
    /// <param name="model">The model; changed.</param>
    /// <returns>The same model.</returns>
    /// <exception cref="OnnxFormatException">A weight is larger than half precision holds.</exception>
    public static OnnxModel Store(OnnxModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        HashSet<string> weights =
            [.. model.Graph.Node.Where(node => node.OpType is "Conv" or "Gemm").SelectMany(node => node.Input.Skip(1))];
        List<NodeProto> conversions = [];
        foreach (TensorProto weight in model.Graph.Initializer)
        {
            if (weight.DataType != (int)TensorProto.Types.DataType.Float || !weights.Contains(weight.Name)) continue;
            conversions.Add(ToSingle(weight.Name));
            Convert(weight, model.Name);
        }
        for (int i = 0; i < conversions.Count; i++) model.Graph.Node.Insert(i, conversions[i]);
        return model;
    }

    private static void Convert(TensorProto weight, string model)
    {
        float[] values = weight.RawData.Length > 0
            ? MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray()
            : [.. weight.FloatData];
        Half[] halves = [.. values.Select(value => (Half)value)];
        if (halves.Any(half => !Half.IsFinite(half)))
            throw new OnnxFormatException(
                $"'{model}': weight '{weight.Name}' holds {values.MaxBy(Math.Abs)}; half precision ends at 65504.");
        weight.Name += Suffix;
        weight.DataType = (int)TensorProto.Types.DataType.Float16;
        weight.FloatData.Clear();
        weight.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<Half>(halves));
    }

    private static NodeProto ToSingle(string weight)
    {
        NodeProto cast = new() { OpType = "Cast", Name = $"{weight}_cast" };
        cast.Input.Add(weight + Suffix);
        cast.Output.Add(weight);
        cast.Attribute.Add(GraphBuilder.Number("to", (long)TensorProto.Types.DataType.Float));
        return cast;
    }
}
