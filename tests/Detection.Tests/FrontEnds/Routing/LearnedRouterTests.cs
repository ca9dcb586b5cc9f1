using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Routing;

/// <summary>
/// Two parts, one of which gives the negative, and a network that scores them by red and blue: a tile goes to whatever
/// there is more of.
/// </summary>
public sealed class LearnedRouterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BundlePart[] _parts;

    public LearnedRouterTests()
    {
        string plain = _folder.Write("plain.onnx", SuperResolutionStub.Fixed(2, blur: false));
        string negative = _folder.Write("negative.onnx", SuperResolutionStub.Negative(2));
        _parts = [new BundlePart(plain, "plain", Cost: 10), new BundlePart(negative, "negative", Cost: 40)];
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_tile_goes_to_the_part_with_the_higher_score()
    {
        string bundle = Write("tile-router");
        Assert.Equal("learned (router.onnx), 6 multiply-adds per input pixel", $"{FrontEndBundle.Read(bundle).Router}");
        using SuperResolver resolver = SuperResolver.Load(bundle);
        using Mat image = Halves();
        IReadOnlyList<RoutedTile> tiles = resolver.Route(image, FrontEndContext.None);
        Assert.Equal(["plain", "plain", "negative", "negative"], tiles.Select(tile => tile.Part.Name));
        Assert.Equal(new Rect(24, 0, 32, 32), tiles[1].Place);
        // (2 * 10 + 2 * 40) / 4 + 6 of 40.
        Assert.Equal(31 / 40.0, resolver.Model.Bundle.SpentOn(tiles));
        Assert.Equal(16 / 40.0, resolver.Model.Bundle.SmallestBudget);

        using Mat enlarged = resolver.Upscale(image);
        Assert.Equal(new Vec3b(0, 0, 200), enlarged.At<Vec3b>(5, 5));
        Assert.Equal(new Vec3b(55, 255, 255), enlarged.At<Vec3b>(5, 200));
        Assert.Equal(
            ["plain", "plain", "plain", "negative"],
            resolver.Route(image, new FrontEndContext(Budget: 0.6)).Select(tile => tile.Part.Name));
    }

    [Fact]
    public void The_choices_are_shown_over_the_image()
    {
        using SuperResolver resolver = SuperResolver.Load(Write("tile-router"));
        using Mat image = Halves();
        using Mat map = RoutingMap.Draw(
            image, resolver.Model.Bundle, resolver.Route(image, FrontEndContext.None));
        Assert.Equal(image.Size(), map.Size());
        Vec3b cheap = map.At<Vec3b>(5, 5), costly = map.At<Vec3b>(5, 100);
        Assert.True(cheap.Item0 > cheap.Item2 + 20, $"{cheap} should be blue");
        Assert.True(costly.Item2 > costly.Item0 + 20, $"{costly} should be red");
    }

    [Fact]
    public void A_network_that_is_no_router_is_refused_by_name()
    {
        string bundle = Write("detect");
        Assert.Equal(
            $"'{Path.Combine(bundle, "router.onnx")}' states the task 'detect' and has the inputs images and outputs "
            + "scores; expected 'tile-router', images and scores.",
            Assert.Throws<ModelFormatException>(() => SuperResolver.Load(bundle)).Message);
    }

    [Fact]
    public void One_that_no_bundle_opened_says_so()
    {
        using LearnedRouter router = new("router.onnx", 1);
        using Mat image = Halves();
        Assert.Contains(
            "is not open",
            Assert.Throws<InvalidOperationException>(
                () => router.Choose(new ImageTile(image, new Rect(0, 0, 104, 32)), FrontEndContext.None)).Message,
            StringComparison.Ordinal);
    }

    /// <summary>104 x 32 pixels, four tiles of 32 that start 24 apart: the left half red, the right blue.</summary>
    private static Mat Halves()
    {
        Mat image = new(32, 104, MatType.CV_8UC3, new Scalar(0, 0, 200));
        using Mat right = image.ColRange(52, 104);
        right.SetTo(new Scalar(200, 0, 0));
        return image;
    }

    private string Write(string task)
    {
        byte[] model = OnnxStub.Model(
            [("images", OnnxStub.Float32, [0, 3, 0, 0])], ("scores", OnnxStub.Float32, [0, 2]),
            [
                OnnxStub.Tensor("channels", OnnxStub.Int64, [2], OnnxStub.Bytes<long>([0, 2])),
            ],
            [
                OnnxStub.Node("Gather", ["images", "channels"], ["two"], OnnxStub.Attribute("axis", 1)),
                OnnxStub.Node(
                    "ReduceMean", ["two"], ["scores"], OnnxStub.Attribute("axes", [2, 3]),
                    OnnxStub.Attribute("keepdims", 0)),
            ],
            new Dictionary<string, string> { ["task"] = task });
        using LearnedRouter router = new(_folder.Write("class-module.onnx", model), 6);
        string bundle = _folder.File("bundle.zip");
        FrontEndBundle.Write(bundle, _parts, router, overlap: 0, tileSize: 32);
        return bundle;
    }
}
