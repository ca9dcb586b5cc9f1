using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionExporterTests
{
    private static readonly SuperResolutionRecipe Training = new()
    {
        Goal = SuperResolutionGoal.FeatureDriven,
    };

    [Theory]
    [InlineData("srcnn", 3)]
    [InlineData("fsrcnn", 4)]
    [InlineData("edsr", 3)]
    [InlineData("edsr", 4)]
    [InlineData("dbpn", 2)]
    [InlineData("any-scale", 4)]
    [InlineData("edsr-shuffle", 4)]
    [InlineData("edsr-half", 1)]
    public void Every_network_exports_what_it_computes_and_says_what_it_is(
        string architecture, int scale)
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(
            SuperResolutionNetworkTests.Named(architecture), scale);
        SuperResolutionNetworkTests.Disturb(network);
        // compares with ONNX Runtime at two sizes, or throws
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training);

        using InferenceSession session = new(folder.File("sr.onnx"));
        Dictionary<string, string> facts = session.ModelMetadata.CustomMetadataMap;
        bool any = architecture == "any-scale";
        Assert.Equal(
            ("super-resolution", any ? "any" : $"{scale}", "feature-driven"),
            (facts["task"], facts["scale"], facts["recipe"]));
        Assert.Equal(any ? ["images", "size"] : ["images"], session.InputNames);
        Assert.Equal($"{network.Reach}", facts["overlap"]);
        Assert.Contains("downsample", facts["degradation"], StringComparison.Ordinal);
    }

    [Fact]
    public void Features_of_all_stages_of_D_DBPN_stay_small_enough_to_export()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetwork.Create(
            new SuperResolutionOptions { Architecture = SuperResolutionArchitecture.Dbpn, Scale = 4, Width = 0.25 });
        using (no_grad()) nn.init.normal_(network.get_parameter("output.weight")!, 0, 0.05);
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training);
    }

    [Theory]
    [InlineData("fsrcnn", 3)]
    [InlineData("edsr", 4)]
    [InlineData("dbpn", 2)]
    [InlineData("any-scale", 4)]
    [InlineData("edsr-shuffle", 4)]
    public void A_resolver_opens_it_and_its_tiles_equal_the_whole(string architecture, int scale)
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(
            SuperResolutionNetworkTests.Named(architecture), scale);
        SuperResolutionNetworkTests.Disturb(network);
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training);
        using SuperResolver whole = SuperResolver.Load(
            folder.File("sr.onnx"), new SuperResolverOptions { TileSize = 0 });
        using SuperResolver tiled = SuperResolver.Load(
            folder.File("sr.onnx"), new SuperResolverOptions { TileSize = 4 * network.Reach + 24 });
        using Mat image = new(6 * network.Reach + 40, 5 * network.Reach + 31, MatType.CV_8UC3);
        Cv2.SetTheRNG(7);
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));

        using Mat once = whole.Upscale(image), inTiles = tiled.Upscale(image);

        Assert.Equal(new Size(image.Width * scale, image.Height * scale), once.Size());
        Assert.True(
            Cv2.Norm(once, inTiles, NormTypes.INF) <= 1, $"{Cv2.Norm(once, inTiles, NormTypes.INF)} grey levels");
        Assert.Equal(("feature-driven", architecture), (whole.Model.Recipe, whole.Model.Architecture));
        Assert.Contains(
            "super-resolution",
            Assert.Throws<ModelFormatException>(() => Detector.Load(folder.File("sr.onnx"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void One_for_any_scale_gives_back_photographs_of_any_sides_and_starts_as_cubic_enlargement()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(
            SuperResolutionArchitecture.AnyScale, 4);
        SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training);
        using Mat smooth = new(97, 146, MatType.CV_8UC3, new Scalar(90, 120, 60));
        Cv2.Circle(smooth, new Point(70, 50), 30, Scalar.White, -1);
        folder.Write("photographs/a.png", smooth.ToBytes(".png"));
        AnnotatedDataSet photographs = UnlabelledDataSet.Read(folder.File("photographs"));
        using SuperResolver resolver = SuperResolver.Load(folder.File("sr.onnx"));
        using CubicResize cubic = new();
        // 54 x 36 of 146 x 97 at 2.7: no one factor gives both sides back
        foreach (double scale in (double[])[1, 2.7, 4])
        {
            DegradationPipeline shrink = new(
                [new DownsampleOptions { Scale = scale, Methods = [ResizeMethod.AntialiasedBicubic] }]);
            double ours = EnlargementEvaluation.Run(resolver, photographs, shrink, 1).Rgb.Psnr;
            double expected = EnlargementEvaluation.Run(cubic, photographs, shrink, 1).Rgb.Psnr;
            // nothing was lost, nothing is changed
            if (scale == 1) Assert.Equal((double.PositiveInfinity, double.PositiveInfinity), (ours, expected));
            else Assert.Equal(expected, ours, 0.05); // OpenCV's weights have 11 bits
        }
    }

    [Fact]
    public void A_network_that_computes_no_numbers_is_not_written()
    {
        using TemporaryFolder folder = new();
        using SuperResolutionNetwork network = SuperResolutionNetworkTests.Create(SuperResolutionArchitecture.Srcnn, 2);
        using (no_grad()) nn.init.constant_(network.parameters().First(), double.NaN);
        Assert.Throws<ModelExportException>(
            () => SuperResolutionExporter.Export(network, folder.File("sr.onnx"), Training));
        Assert.Empty(Directory.EnumerateFiles(folder.Path));
    }

    /// <summary>OpenCV's cubic enlarging, a = -0.75, to the size that is asked for.</summary>
    private sealed class CubicResize : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context)
        {
            Mat enlarged = new();
            Cv2.Resize(image, enlarged, context.Target!.Value, 0, 0, InterpolationFlags.Cubic);
            return enlarged;
        }
    }
}
