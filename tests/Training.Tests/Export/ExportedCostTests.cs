using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

/// <summary>What exported networks cost, as <see cref="ModelCost"/> counts it.</summary>
public sealed class ExportedCostTests
{
    private const int Width = 12, Height = 10;

    [Fact]
    public void A_super_resolution_network_costs_what_its_layers_cost_by_hand()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetwork.Create(
            new SuperResolutionOptions { Architecture = SuperResolutionArchitecture.Srcnn, Scale = 2 });
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), new SuperResolutionRecipe());
        long perPixel = 9 * 9 * 3 * 64 + 64 * 32 + 5 * 5 * 32 * 3;
        long bicubic = 5 * 5 * 3; // per pixel of the output
        Assert.Equal(
            2 * Width * 2 * Height * (perPixel + bicubic),
            ModelCost.Count(folder.File("sr.onnx"), new Size(Width, Height)).Sum(layer => layer.MultiplyAdds));
    }

    [Fact]
    public void A_network_of_any_scale_costs_more_for_a_larger_output()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(
            SuperResolutionArchitecture.AnyScale, 4);
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), new SuperResolutionRecipe());
        long once = Cost(Width, Height), thrice = Cost(3 * Width, 3 * Height);
        // 2 and 3 channels computed from 2 by 3 x 3, at eight times as many pixels more
        Assert.Equal(8 * Width * Height * (9 * (2 * 2 + 2 * 3)), thrice - once);

        long Cost(int width, int height) =>
            ModelCost.Count(folder.File("sr.onnx"), new Size(Width, Height), new Size(width, height))
                .Sum(layer => layer.MultiplyAdds);
    }
}
