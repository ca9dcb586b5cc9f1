using DetectionSdk.Training.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Counts the multiply-adds of an ONNX model, layer by layer: convolutions per output value, transposed convolutions per input value (a count per output value charges
/// scale^2 times too much, as the published one of ClassSR does), matrix products. Additions alone, activations and resizing are not counted.
/// </summary>
public static class ModelCost
{
    private static readonly HashSet<string> Counted = ["Conv", "ConvTranspose", "MatMul", "Gemm"];

    /// <summary>Counts the layers for one image. The model runs once, on zeros, so that ONNX Runtime tells the shapes.</summary>
    /// <param name="path">An ONNX file with an input <c>images</c> (B, 3, H, W), or whatever its first input is called; a second input is taken for the output's (height, width).</param>
    /// <param name="image">Size of the image.</param>
    /// <param name="enlarged">Size of the output, for a super-resolution model of any scale.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no ONNX model, or takes no such image.</exception>
    public static IReadOnlyList<LayerCost> Count(string path, Size image, Size? enlarged = null)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"'{path}' does not exist.", path);
        try
        {
            ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
            NodeProto[] layers = [.. model.Graph.Node.Where(node => Counted.Contains(node.OpType))];
            Dictionary<string, long[]> shapes = Shapes(model, layers, image, enlarged ?? image);
            return [.. layers.Select(layer => new LayerCost(layer.Name, layer.OpType, MultiplyAdds(layer, shapes)))];
        }
        catch (Exception error) when (error is InvalidProtocolBufferException or OnnxRuntimeException)
        {
            throw new InvalidDataException($"'{path}' cannot be counted for an image of {image.Width} x {image.Height}: {error.Message}", error);
        }
    }

    private static long MultiplyAdds(NodeProto layer, Dictionary<string, long[]> shapes)
    {
        long[] input = shapes[layer.Input[0]], weight = shapes[layer.Input[1]], output = shapes[layer.Output[0]];
        return layer.OpType switch
        {
            "Conv" => Product(output) * Product(weight[1..]), // weight: out, in / groups, kernel
            "ConvTranspose" => Product(input) * Product(weight[1..]), // weight: in, out / groups, kernel
            _ => Product(output) * input[^1],
        };
    }

    private static Dictionary<string, long[]> Shapes(ModelProto model, NodeProto[] layers, Size image, Size enlarged)
    {
        Dictionary<string, long[]> shapes = model.Graph.Initializer.ToDictionary(constant => constant.Name, constant => constant.Dims.ToArray());
        HashSet<string> known = [.. shapes.Keys, .. model.Graph.Input.Select(input => input.Name), .. model.Graph.Output.Select(output => output.Name)];
        string[] wanted = [.. layers.SelectMany(layer => layer.Input.Take(2).Append(layer.Output[0])).Distinct().Where(name => !known.Contains(name))];
        model.Graph.Output.AddRange(wanted.Select(name => new ValueInfoProto { Name = name }));

        using InferenceSession session = new(model.ToByteArray());
        shapes[session.InputNames[0]] = [1, 3, image.Height, image.Width];
        List<NamedOnnxValue> inputs = [NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>([1, 3, image.Height, image.Width]))];
        if (session.InputNames.Count > 1) inputs.Add(NamedOnnxValue.CreateFromTensor(session.InputNames[1], new DenseTensor<long>(new long[] { enlarged.Height, enlarged.Width }, [2])));
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> outputs = session.Run(inputs);
        foreach (DisposableNamedOnnxValue output in outputs.Where(output => output.ElementType == TensorElementType.Float))
            shapes[output.Name] = [.. output.AsTensor<float>().Dimensions.ToArray().Select(length => (long)length)];
        return shapes;
    }

    private static long Product(IEnumerable<long> lengths) => lengths.Aggregate(1L, (product, length) => product * length);
}
