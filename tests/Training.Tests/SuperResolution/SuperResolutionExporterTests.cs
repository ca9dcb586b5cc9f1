using DetectionSdk.Tests;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests.SuperResolution;

public sealed class SuperResolutionExporterTests
{
    private static readonly SuperResolutionTrainerOptions Training = new() { Recipe = SuperResolutionRecipe.FeatureDriven };

    [Theory]
    [InlineData(SuperResolutionArchitecture.Srcnn, 3)]
    [InlineData(SuperResolutionArchitecture.Fsrcnn, 4)]
    [InlineData(SuperResolutionArchitecture.Edsr, 3)]
    [InlineData(SuperResolutionArchitecture.Edsr, 4)]
    [InlineData(SuperResolutionArchitecture.Dbpn, 2)]
    [InlineData(SuperResolutionArchitecture.AnyScale, 4)]
    public void Every_network_exports_what_it_computes_and_says_what_it_is(SuperResolutionArchitecture architecture, int scale)
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(architecture, scale);
        SuperResolutionNetworkTests.Disturb(network);
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training); // compares with ONNX Runtime at two sizes, or throws

        using InferenceSession session = new(folder.File("sr.onnx"));
        Dictionary<string, string> facts = session.ModelMetadata.CustomMetadataMap;
        bool any = architecture == SuperResolutionArchitecture.AnyScale;
        Assert.Equal(("super-resolution", any ? "any" : $"{scale}", "feature-driven"), (facts["task"], facts["scale"], facts["recipe"]));
        Assert.Equal(any ? ["images", "size"] : ["images"], session.InputNames);
        Assert.Equal($"{network.Reach}", facts["overlap"]);
        Assert.Contains("downsample", facts["degradation"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_computes_no_numbers_is_not_written()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(SuperResolutionArchitecture.Srcnn, 2);
        using (no_grad()) nn.init.constant_(network.parameters().First(), double.NaN);
        Assert.Throws<ModelExportException>(() => SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training));
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }
}
