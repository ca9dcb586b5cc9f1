using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Routing;

public sealed class NoiseRouterTests
{
    private static readonly BundlePart[] Parts = [new("a.onnx", "a", Cost: 10), new("b.onnx", "b", Cost: 100)];

    [Fact]
    public void A_flat_tile_goes_the_cheap_way_and_noise_the_dear_one()
    {
        using NoiseRouter router = new([0, 20], [[10, 20], [200, 100]]);
        using Mat flat = new(64, 64, MatType.CV_8UC3, Scalar.All(128)), noisy = flat.Clone();
        Cv2.SetTheRNG(7);
        using Mat signed = new(64, 64, MatType.CV_16SC3);
        Cv2.Randn(signed, Scalar.All(128), Scalar.All(20));
        signed.ConvertTo(noisy, MatType.CV_8UC3);
        Assert.Equal(0, NoiseRouter.NoiseOf(flat));
        // Three independent channels of 20 in the luma: 20 sqrt(0.299^2 + 0.587^2 + 0.114^2) = 13.4.
        Assert.Equal(13.4, NoiseRouter.NoiseOf(noisy), 0.7);
        Assert.Equal([0, 1], router.ChooseAll([Tile(flat), Tile(noisy)], Parts, FrontEndContext.None));
    }

    private static ImageTile Tile(Mat pixels) => new(pixels, new Rect(0, 0, pixels.Width, pixels.Height));
}
