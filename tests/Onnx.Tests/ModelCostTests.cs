using DetectionSdk.Tests;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Onnx.Tests;

public sealed class ModelCostTests
{
    private const int Width = 12, Height = 10;

    [Fact]
    public void Convolutions_count_per_output_value_and_transposed_ones_per_input_value()
    {
        using TemporaryFolder folder = new();
        GraphBuilder graph = new("two layers");
        string small = graph.Convolution(
            graph.Input("images", "batch", 3, "height", "width"), Zeros(8, 3, 3, 3), Zeros(8), kernel: 3, stride: 2,
            padding: 1);
        string large = graph.TransposedConvolution(
            graph.Relu(small), Zeros(8, 5, 8, 8), Zeros(5), kernel: 8, stride: 4, padding: 2);
        graph.Output("output", large, "batch", 5, "h", "w");
        File.WriteAllBytes(folder.File("model.onnx"), graph.ToModel([]));

        IReadOnlyList<LayerCost> layers = ModelCost.Count(folder.File("model.onnx"), new Size(Width, Height));

        Assert.Equal(["Conv", "ConvTranspose"], layers.Select(layer => layer.Operation));
        Assert.Equal(8 * 5 * 6 * (3 * 3 * 3), layers[0].MultiplyAdds); // 8 x 5 x 6 values, each of 27 products
        // each of 8 x 5 x 6 input values spreads into 5 x 8 x 8
        Assert.Equal(8 * 5 * 6 * (5 * 8 * 8), layers[1].MultiplyAdds);

        string Zeros(params long[] shape) =>
            graph.Constant(new float[shape.Aggregate(1L, (product, length) => product * length)], shape);
    }

    [Fact]
    public void What_is_no_model_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("text.onnx"), "no model");
        Assert.Throws<FileNotFoundException>(() => ModelCost.Count(folder.File("absent.onnx"), new Size(8, 8)));
        Assert.Contains(
            "text.onnx",
            Assert.Throws<InvalidDataException>(() => ModelCost.Count(folder.File("text.onnx"), new Size(8, 8)))
                .Message,
            StringComparison.Ordinal);
        folder.Write("empty.onnx", "");
        Assert.Contains(
            "empty.onnx' cannot be counted for an image of 8 x 8: it holds no graph",
            Assert.Throws<InvalidDataException>(() => ModelCost.Count(folder.File("empty.onnx"), new Size(8, 8)))
                .Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_of_a_convolution_reads_its_own_channels_alone()
    {
        LayerCost layer = CountOne(
            [
                OnnxStub.Node(
                    "Conv", ["images", "weight"], ["output"], OnnxStub.Attribute("group", 3),
                    OnnxStub.Attribute("pads", [1, 1, 1, 1]))
            ],
            [Floats("weight", 6, 1, 3, 3)], [1, 6, Height, Width]);
        Assert.Equal(("output", "Conv", 6 * Height * Width * 9), (layer.Name, layer.Operation, layer.MultiplyAdds));
    }

    [Fact]
    public void A_matrix_product_counts_its_inner_length_per_output_value() =>
        Assert.Equal(
            3 * Height * 5 * Width,
            CountOne(
                [OnnxStub.Node("MatMul", ["images", "weight"], ["output"])], [Floats("weight", Width, 5)],
                [1, 3, Height, 5]).MultiplyAdds);

    [Theory]
    [InlineData(0, Width * Height, 3)]
    [InlineData(1, 3, Width * Height)]
    public void A_transposed_matrix_counts_its_inner_length_too(long transposed, int inner, int rows)
    {
        LayerCost layer = CountOne(
            [
                OnnxStub.Node("Reshape", ["images", "shape"], ["matrix"]),
                OnnxStub.Node("Gemm", ["matrix", "weight"], ["output"], OnnxStub.Attribute("transA", transposed))
            ],
            [OnnxStub.Tensor("shape", OnnxStub.Int64, [2], OnnxStub.Bytes<long>([3, -1])), Floats("weight", inner, 5)],
            [rows, 5]);
        Assert.Equal(rows * 5 * inner, layer.MultiplyAdds);
    }

    [Fact]
    public void Layers_in_double_precision_count_like_others()
    {
        const int float64 = 11;
        LayerCost layer = CountOne(
            [
                OnnxStub.Node("Cast", ["images"], ["wide"], OnnxStub.Attribute("to", float64)), OnnxStub.Node(
                    "MatMul", ["wide", "weight"], ["product"]),
                OnnxStub.Node("Cast", ["product"], ["output"], OnnxStub.Attribute("to", OnnxStub.Float32)),
            ],
            [OnnxStub.Tensor("weight", float64, [Width, 5], new byte[Width * 5 * sizeof(double)])], [1, 3, Height, 5]);
        Assert.Equal(3 * Height * 5 * Width, layer.MultiplyAdds);
    }

    [Fact]
    public void Quantised_layers_count_like_others()
    {
        const int bytes = 2;
        LayerCost layer = CountOne(
            [
                OnnxStub.Node("QuantizeLinear", ["images", "scale", "zero"], ["quantised"]),
                OnnxStub.Node(
                    "QLinearConv", ["quantised", "scale", "zero", "weight", "scale", "zero", "scale", "zero"],
                    ["convolved"], OnnxStub.Attribute("pads", [1, 1, 1, 1])),
                OnnxStub.Node("DequantizeLinear", ["convolved", "scale", "zero"], ["output"]),
            ],
            [
                OnnxStub.Tensor("scale", OnnxStub.Float32, [], OnnxStub.Bytes([0.01f])),
                OnnxStub.Tensor("zero", bytes, [], [0]),
                OnnxStub.Tensor("weight", bytes, [4, 3, 3, 3], new byte[4 * 27])
            ],
            [1, 4, Height, Width]);
        Assert.Equal(4 * Height * Width * 27, layer.MultiplyAdds);
    }

    [Fact]
    public void A_layer_that_cannot_be_counted_is_named()
    {
        string message = Assert.Throws<InvalidDataException>(() => CountOne(
            [OnnxStub.Node(
                "Einsum", ["images", "weight"], ["output"], OnnxStub.Attribute("equation", "bchw,wk->bchk"))],
            [Floats("weight", Width, 5)], [1, 3, Height, 5])).Message;
        Assert.Contains(
            "model.onnx' cannot be counted for an image of 12 x 10: layer 'output' is of the operator Einsum", message,
            StringComparison.Ordinal);
    }

    /// <summary>Counts the one layer of a model from images (1, 3, 10, 12) to an output.</summary>
    private static LayerCost CountOne(byte[][] nodes, byte[][] constants, long[] output)
    {
        using TemporaryFolder folder = new();
        folder.Write(
            "model.onnx",
            OnnxStub.Model(
                [("images", OnnxStub.Float32, [1, 3, Height, Width])], ("output", OnnxStub.Float32, output), constants,
                nodes, null));
        return Assert.Single(ModelCost.Count(folder.File("model.onnx"), new Size(Width, Height)));
    }

    private static byte[] Floats(string name, params long[] shape) =>
        OnnxStub.Tensor(
            name, OnnxStub.Float32, shape,
            new byte[shape.Aggregate(1L, (product, length) => product * length) * sizeof(float)]);
}
