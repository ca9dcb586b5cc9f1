using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Routing;

/// <summary>Tiles of 32 pixels with 24 between their starts: an overlap of none and 8 that are blended.</summary>
public sealed class TileRouterTests : IDisposable
{
    private static readonly SuperResolverOptions Tiles = new() { TileSize = 32 };

    private readonly TemporaryFolder _folder = new();
    private readonly string _bundle;

    public TileRouterTests()
    {
        string plain = _folder.Write("plain.onnx", SuperResolutionStub.Fixed(2, blur: false));
        _bundle = _folder.File("bundle.zip");
        BundlePart negative = new(_folder.Write("negative.onnx", SuperResolutionStub.Negative(2)), "negative");
        FrontEndBundle.Write(_bundle, [new BundlePart(plain, "plain"), negative], overlap: 0);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_tile_is_enlarged_by_the_part_that_was_chosen_and_seams_are_blended()
    {
        using ByPlace router = new(place => place.X < 24 ? 0 : 1);
        using SuperResolver resolver = SuperResolver.Load(_bundle, Tiles, router: router);
        using Mat image = new(32, 56, MatType.CV_8UC3, Scalar.All(55)), enlarged = resolver.Upscale(image);
        // Columns 48 to 63 of the output are blended, the rest is 55 or 255 - 55; halfway their mean.
        Assert.Equal(new Size(112, 64), enlarged.Size());
        Assert.Equal(
            [55, 55, 123, 132, 200, 200],
            ((int[])[0, 47, 55, 56, 64, 111]).Select(x => (int)enlarged.At<Vec3b>(20, x).Item1));
    }

    [Fact]
    public void The_router_sees_all_tiles_at_once_with_their_places_and_the_context()
    {
        using Recorder router = new();
        using SuperResolver resolver = SuperResolver.Load(_bundle, Tiles, router: router);
        using Mat image = DetectorTests.Scenery(50, 60, 1);
        FrontEndContext context = new(Frame: 7);
        resolver.Enhance(image, context).Dispose();

        // The last tiles are shifted inwards.
        Assert.Equal(
            [
                new Rect(0, 0, 32, 32), new Rect(24, 0, 32, 32), new Rect(28, 0, 32, 32),
                new Rect(0, 18, 32, 32), new Rect(24, 18, 32, 32), new Rect(28, 18, 32, 32)
            ],
            router.Places);
        Assert.Same(context, router.Context);
        Assert.Equal(image.At<Vec3b>(18, 28), router.LastCorner);
    }

    [Fact]
    public void Tiles_of_one_part_give_in_batches_what_they_give_alone()
    {
        string blur = _folder.Write("blur.onnx", SuperResolutionStub.Fixed(2));
        FrontEndBundle.Write(_folder.File("same.zip"), [new BundlePart(blur, "a"), new BundlePart(blur, "b")]);
        using ByPlace router = new(place => (place.X + place.Y) / 8 % 2);
        using SuperResolver routed = SuperResolver.Load(_folder.File("same.zip"), Tiles, router: router);
        using SuperResolver alone = SuperResolver.Load(blur, Tiles);
        using Mat image = DetectorTests.Scenery(150, 210, 4);
        using Mat expected = alone.Upscale(image), actual = routed.Upscale(image);
        Assert.InRange(Cv2.Norm(expected, actual, NormTypes.INF), 0, 1);
    }

    [Fact]
    public void A_part_for_single_images_gets_its_tiles_one_after_the_other()
    {
        string single = _folder.Write("single.onnx", OnnxStub.Model(
            [("images", OnnxStub.Float32, [1, 3, 0, 0])], ("enlarged", OnnxStub.Float32, [1, 3, 0, 0]), [],
            [OnnxStub.Node("Identity", ["images"], ["enlarged"])], SuperResolutionStub.Metadata(1, 0)));
        FrontEndBundle.Write(_folder.File("single.zip"), [new BundlePart(single, "a"), new BundlePart(single, "b")]);
        using ByPlace router = new(_ => 1);
        using SuperResolver resolver = SuperResolver.Load(_folder.File("single.zip"), Tiles, router: router);
        using Mat image = DetectorTests.Scenery(70, 90, 4), same = resolver.Upscale(image);
        Assert.Equal(0, Cv2.Norm(image, same, NormTypes.INF));
    }

    [Theory]
    [InlineData(2, "ByPlace gave 1 numbers for 1 tiles, among them [2]; expected one of 0 to 1 for each.")]
    [InlineData(-1, "ByPlace gave 1 numbers for 1 tiles, among them [-1]; expected one of 0 to 1 for each.")]
    public void A_router_of_your_own_that_chooses_no_part_is_named(int choice, string message)
    {
        using SuperResolver resolver = SuperResolver.Load(_bundle, router: new ByPlace(_ => choice));
        using Mat image = DetectorTests.Scenery(20, 30, 1);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => resolver.Upscale(image)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_router_that_was_given_is_disposed_unless_it_is_left_open(bool leaveOpen)
    {
        Recorder router = new();
        SuperResolver.Load(_bundle, router: router, leaveOpen: leaveOpen).Dispose();
        Assert.Equal(!leaveOpen, router.IsDisposed);
    }

    [Fact]
    public async Task Disposing_waits_for_the_call_that_runs_and_refuses_the_next()
    {
        using ManualResetEventSlim entered = new(), released = new();
        using ByPlace router = new(_ =>
        {
            entered.Set();
            released.Wait(TestContext.Current.CancellationToken);
            return 0;
        });
        SuperResolver resolver = SuperResolver.Load(_bundle, router: router, leaveOpen: true);
        using Mat image = DetectorTests.Scenery(20, 30, 1);
        Task<Mat> call = Task.Run(() => resolver.Upscale(image));
        entered.Wait(TestContext.Current.CancellationToken);
        Task disposing = Task.Run(resolver.Dispose);
        Assert.NotSame(disposing, await Task.WhenAny(disposing, Task.Delay(50)));
        released.Set();
        await disposing;
        using Mat enlarged = await call;
        Assert.Equal(new Size(60, 40), enlarged.Size());
        Assert.Throws<ObjectDisposedException>(() => resolver.Upscale(image));
    }

    private sealed class ByPlace(Func<Rect, int> choose) : TileRouter
    {
        public override int Choose(ImageTile tile, FrontEndContext context) => choose(tile.Place);
    }

    private sealed class Recorder : TileRouter
    {
        public Rect[] Places { get; private set; } = [];

        public FrontEndContext? Context { get; private set; }

        public Vec3b LastCorner { get; private set; }

        public bool IsDisposed { get; private set; }

        public override int Choose(ImageTile tile, FrontEndContext context) => throw new NotSupportedException();

        public override IReadOnlyList<int> ChooseAll(
            IReadOnlyList<ImageTile> tiles, IReadOnlyList<BundlePart> parts, FrontEndContext context)
        {
            (Places, Context) = ([.. tiles.Select(tile => tile.Place)], context);
            LastCorner = tiles[^1].Pixels.At<Vec3b>(0, 0);
            return new int[tiles.Count];
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            IsDisposed = true;
        }
    }
}
