using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Onnx;

/// <summary>
/// Counts the multiply-adds of an ONNX model, layer by layer: convolutions per output value, transposed convolutions
/// per input value (a count per output value charges scale^2 times too much, as the published one of ClassSR does),
/// matrix products, in whatever number format. Additions alone, activations and resizing are not counted; an operator
/// that multiplies in another way, or holds a graph of its own, is refused.
/// </summary>
public static class ModelCost
{
    private static readonly HashSet<string> Counted =
    [
        "Conv", "ConvInteger", "QLinearConv", "ConvTranspose", "MatMul", "MatMulInteger", "QLinearMatMul", "Gemm"
    ];

    private static readonly HashSet<string> Refused =
    [
        "Attention", "DeformConv", "Einsum", "GRU", "LSTM", "RNN", "If", "Loop", "Scan",
        // of ONNX Runtime
        "FusedConv", "FusedGemm", "FusedMatMul", "MatMulNBits", "MultiHeadAttention", "NhwcConv", "QAttention", "QGemm",
    ];

    /// <summary>
    /// Counts the layers for one image. The model runs once, on zeros, so that ONNX Runtime tells the shapes.
    /// </summary>
    /// <param name="path">
    /// An ONNX file with an input <c>images</c> (B, 3, H, W), or whatever its first input is called; a second input is
    /// taken for the output's (height, width).
    /// </param>
    /// <param name="image">Size of the image.</param>
    /// <param name="enlarged">Size of the output, for a super-resolution model of any scale.</param>
    /// <returns>The counted layers in the order of the file, each with the multiply-adds of the one image.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file is no ONNX model, takes no such image, or has a layer that cannot be counted.
    /// </exception>
    public static IReadOnlyList<LayerCost> Count(string path, Size image, Size? enlarged = null)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"'{path}' does not exist.", path);
        try
        {
            ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(path));
            if (model.Graph is null) throw new InvalidDataException("it holds no graph.");
            if (model.Graph.Node.FirstOrDefault(node => Refused.Contains(node.OpType)) is { } refused)
                throw new InvalidDataException(
                    $"layer '{NameOf(refused)}' is of the operator {refused.OpType}; expected only "
                    + $"{string.Join(", ", Counted)} to multiply.");
            NodeProto[] layers = [.. model.Graph.Node.Where(node => Counted.Contains(node.OpType))];
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            Dictionary<string, long[]> shapes = Shapes(model, layers, image, enlarged ?? image, folder);
            return [.. layers.Select(layer => new LayerCost(NameOf(layer), layer.OpType, MultiplyAdds(layer, shapes)))];
        }
        catch (Exception error)
            when (error is InvalidProtocolBufferException or OnnxRuntimeException or InvalidDataException)
        {
            throw new InvalidDataException(
                $"'{path}' cannot be counted for an image of {image.Width} x {image.Height}: {error.Message}", error);
        }
    }

    private static long MultiplyAdds(NodeProto layer, Dictionary<string, long[]> shapes)
    {
        return layer.OpType switch
        {
            "Conv" or "ConvInteger" => Product(Output()) * Product(Input(1)[1..]), // weight: out, in / groups, kernel
            "QLinearConv" => Product(Output()) * Product(Input(3)[1..]), // after the image's scale and zero point
            "ConvTranspose" => Product(Input(0)) * Product(Input(1)[1..]), // weight: in, out / groups, kernel
            "Gemm" when IsTransposed(layer) => Product(Output()) * Input(0)[0],
            _ => Product(Output()) * Input(0)[^1],
        };

        long[] Input(int index) => Shape(layer.Input[index]);

        long[] Output() => Shape(layer.Output[0]);

        long[] Shape(string name) => shapes.GetValueOrDefault(name)
            ?? throw new InvalidDataException(
                $"layer '{NameOf(layer)}' ({layer.OpType}): '{name}' has no known shape.");
    }

    private static bool IsTransposed(NodeProto gemm) =>
        gemm.Attribute.Any(attribute => attribute is { Name: "transA", I: not 0 });

    private static string NameOf(NodeProto layer) =>
        layer.Name.Length > 0 ? layer.Name : layer.Output.FirstOrDefault("");

    private static Dictionary<string, long[]> Shapes(
        ModelProto model, NodeProto[] layers, Size image, Size enlarged, string folder)
    {
        Dictionary<string, long[]> shapes = model.Graph.Initializer.ToDictionary(
            constant => constant.Name, constant => constant.Dims.ToArray());
        HashSet<string> known =
        [
            .. shapes.Keys, .. model.Graph.Input.Select(input => input.Name),
            .. model.Graph.Output.Select(output => output.Name)
        ];
        string[] wanted =
        [
            .. layers.SelectMany(layer => layer.Input.Concat(layer.Output))
                .Distinct().Where(name => name.Length > 0 && !known.Contains(name))
        ];
        model.Graph.Output.AddRange(wanted.Select(name => new ValueInfoProto { Name = name }));

        NativeOnnxRuntime.Require();
        using SessionOptions beside = new();
        beside.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder);
        using InferenceSession session = new(model.ToByteArray(), beside);
        long[] shape = shapes[session.InputNames[0]] = [1, 3, image.Height, image.Width];
        using OrtValue pixels = OrtValue.CreateTensorValueFromMemory(new float[Product(shape)], shape);
        using OrtValue size = OrtValue.CreateTensorValueFromMemory(new long[] { enlarged.Height, enlarged.Width }, [2]);
        using RunOptions options = new();
        (string Name, OrtValue Value)[] inputs = [.. session.InputNames.Zip([pixels, size])];
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(
            options, [.. inputs.Select(input => input.Name)], [.. inputs.Select(input => input.Value)],
            session.OutputNames);
        foreach ((string name, OrtValue output) in
            session.OutputNames.Zip(outputs).Where(named => named.Second.IsTensor))
            shapes[name] = output.GetTensorTypeAndShape().Shape;
        return shapes;
    }

    private static long Product(IEnumerable<long> lengths) =>
        lengths.Aggregate(1L, (product, length) => product * length);
}
