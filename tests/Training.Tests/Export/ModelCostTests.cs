using DetectionSdk.Tests;
using DetectionSdk.Training.Tests.SuperResolution;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests.Export;

public sealed class ModelCostTests
{
    private const int Width = 12, Height = 10;

    [Fact]
    public void Convolutions_count_per_output_value_and_transposed_ones_per_input_value()
    {
        using TemporaryFolder folder = new();
        using Convolution strided = new(3, 8, kernel: 3, stride: 2, bias: true);
        using TransposedConvolution enlarging = new(8, 5, kernel: 8, stride: 4);
        OnnxGraph graph = new("two layers");
        string small = graph.Convolution(graph.Input("images", "batch", 3, "height", "width"), strided);
        graph.Output("output", graph.TransposedConvolution(graph.Relu(small), enlarging), "batch", 5, "h", "w");
        File.WriteAllBytes(folder.File("model.onnx"), graph.ToModel([]));

        IReadOnlyList<LayerCost> layers = ModelCost.Count(folder.File("model.onnx"), new Size(Width, Height));

        Assert.Equal(["Conv", "ConvTranspose"], layers.Select(layer => layer.Operation));
        Assert.Equal(8 * 5 * 6 * (3 * 3 * 3), layers[0].MultiplyAdds); // 8 x 5 x 6 values, each of 27 products
        Assert.Equal(8 * 5 * 6 * (5 * 8 * 8), layers[1].MultiplyAdds); // each of 8 x 5 x 6 input values spreads into 5 x 8 x 8
    }

    [Fact]
    public void A_super_resolution_network_costs_what_its_layers_cost_by_hand()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetwork.Create(new SuperResolutionOptions { Architecture = SuperResolutionArchitecture.Srcnn, Scale = 2 });
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), new SuperResolutionTrainerOptions());
        long perPixel = 9 * 9 * 3 * 64 + 64 * 32 + 5 * 5 * 32 * 3;
        Assert.Equal(2 * Width * 2 * Height * perPixel, ModelCost.Count(folder.File("sr.onnx"), new Size(Width, Height)).Sum(layer => layer.MultiplyAdds));
    }

    [Fact]
    public void A_network_of_any_scale_costs_more_for_a_larger_output()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(SuperResolutionArchitecture.AnyScale, 4);
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), new SuperResolutionTrainerOptions());
        long once = Cost(Width, Height), thrice = Cost(3 * Width, 3 * Height);
        Assert.Equal(8 * Width * Height * (9 * (2 * 2 + 2 * 3)), thrice - once); // 2 and 3 channels computed from 2 by 3 x 3, at eight times as many pixels more

        long Cost(int width, int height) => ModelCost.Count(folder.File("sr.onnx"), new Size(Width, Height), new Size(width, height)).Sum(layer => layer.MultiplyAdds);
    }

    [Fact]
    public void What_is_no_model_is_named()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.File("text.onnx"), "no model");
        Assert.Throws<FileNotFoundException>(() => ModelCost.Count(folder.File("absent.onnx"), new Size(8, 8)));
        Assert.Contains("text.onnx", Assert.Throws<InvalidDataException>(() => ModelCost.Count(folder.File("text.onnx"), new Size(8, 8))).Message, StringComparison.Ordinal);
    }
}
