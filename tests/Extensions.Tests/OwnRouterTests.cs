using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Extensions.Tests;

/// <summary>A router of one's own: tiles with found objects go to the good network, others to the cheap one.</summary>
public sealed class OwnRouterTests
{
    private const int Cheap = 0, Good = 1;

    private sealed class ObjectRouter : TileRouter
    {
        public override int Choose(ImageTile tile, FrontEndContext context)
        {
            Rect place = tile.Place;
            bool holds = context.Found?.Any(found => found.Box.IntersectsWith(Exactly(place))) == true;
            return holds ? Good : Cheap;
        }

        private static Rect2d Exactly(Rect place) => new(place.X, place.Y, place.Width, place.Height);
    }

    [Fact]
    public void The_tile_with_the_object_is_enlarged_by_the_good_network()
    {
        using TemporaryFolder folder = new();
        string bundle = folder.File("objects.zip");
        FrontEndBundle.Write(
            bundle,
            [
                new BundlePart(folder.Write("a.onnx", SuperResolutionStub.Fixed(2, blur: false)), "cheap"),
                new BundlePart(folder.Write("b.onnx", SuperResolutionStub.Negative(2)), "good"),
            ], overlap: 0);
        using SuperResolver resolver = SuperResolver.Load(
            bundle, new SuperResolverOptions { TileSize = 32 }, router: new ObjectRouter());
        using Mat image = new(32, 104, MatType.CV_8UC3, Scalar.All(40));
        DetectedObject car = new(new Rect2d(80, 4, 20, 20), 0, "car", 0.9f);

        using Mat enlarged = resolver.Enhance(image, new FrontEndContext(Found: [car]));

        // The negative of 40 shows which network it was. Tiles begin at 0, 24, 48 and 72.
        Assert.Equal((40, 215), (enlarged.At<Vec3b>(20, 20).Item0, enlarged.At<Vec3b>(20, 190).Item0));
    }
}
