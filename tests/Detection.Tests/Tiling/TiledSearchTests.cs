using DetectionSdk.Streaming;
using DetectionSdk.Tests.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tiling;

/// <summary>A model that finds a box of 16 x 16 in the middle of whatever it sees at 64 x 64.</summary>
public sealed class TiledSearchTests
{
    private static readonly TilingOptions Tiling = new() { Size = 64, Overlap = 0.25 };

    // The tiles of 400 x 64 begin every 48 pixels; the whole picture is shrunk by 6.25, and its box larger than a tile.
    private static readonly Rect2d[] Tiles =
        [.. Enumerable.Range(0, 8).Select(i => new Rect2d(48 * i + 24, 24, 16, 16))];
    private static readonly Rect2d Whole = new(150, 0, 100, 64);

    [Fact]
    public void A_large_picture_is_searched_tile_by_tile_and_whole()
    {
        using Detector detector = Load(Tiling);
        using Mat picture = new(64, 400, MatType.CV_8UC3, Scalar.All(50));
        Assert.Equal([.. Tiles, Whole], Boxes(detector.Detect(picture)));
        Assert.Equal([.. Tiles, Whole], Boxes(detector.DetectBatch([picture])[0]));
    }

    [Fact]
    public void Without_the_whole_picture_tiles_say_it_all()
    {
        using Detector detector = Load(Tiling with { WholePicture = false });
        using Mat picture = new(64, 400, MatType.CV_8UC3, Scalar.All(50));
        Assert.Equal(Tiles, Boxes(detector.Detect(picture)));
    }

    [Fact]
    public void A_picture_no_larger_than_a_tile_is_searched_as_without_tiles()
    {
        using Detector tiled = Load(Tiling with { Size = 500 }), plain = Detector.Load(StreamModels.Quick);
        using Mat picture = new(64, 400, MatType.CV_8UC3, Scalar.All(50));
        Assert.Equal(Boxes(plain.Detect(picture)), Boxes(tiled.Detect(picture)));
    }

    [Fact]
    public void At_most_as_many_objects_as_asked_for_come_back()
    {
        using Detector detector = Detector.Load(
            StreamModels.Quick, new DetectorOptions { Tiling = Tiling, MaximumDetections = 2 });
        using Mat picture = new(64, 400, MatType.CV_8UC3, Scalar.All(50));
        Assert.Equal(2, detector.Detect(picture).Objects.Count);
    }

    [Fact]
    public async Task A_stream_spreads_tiles_over_its_frames()
    {
        using Detector detector = Load(Tiling with { TilesPerFrame = 3 });
        using ScriptedSource source = new(4) { Size = new Size(400, 64) };
        List<Rect2d[]> found = [];
        await foreach (FrameResult frame in detector.DetectStreamAsync(source)) found.Add(Boxes(frame.Detections));
        Assert.Equal(
            [[.. Tiles[..3], Whole], [.. Tiles[..6], Whole], [.. Tiles, Whole], [.. Tiles, Whole]], found);
    }

    [Fact]
    public void Tiles_that_cannot_be_are_refused()
    {
        Assert.StartsWith(
            "TilingOptions.Overlap must be in [0, 0.9].", Refusal(Tiling with { Overlap = 1 }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "TilingOptions.Size must be at least 1.", Refusal(Tiling with { Size = 0 }), StringComparison.Ordinal);
        Assert.StartsWith(
            "TilingOptions.TilesPerFrame must be at least 1.", Refusal(Tiling with { TilesPerFrame = 0 }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "TilingOptions.LargestWhole must be at least 1.", Refusal(Tiling with { LargestWhole = 0.5 }),
            StringComparison.Ordinal);
        Assert.Equal(
            "'model in memory' has the stride 32; tiles of 31 x 31 pixels are smaller. Expected at least 32.",
            Assert.Throws<ModelFormatException>(() => Load(Tiling with { Size = 31 })).Message);
    }

    private static string Refusal(TilingOptions tiling) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(tiling)).Message;

    private static Detector Load(TilingOptions tiling) =>
        Detector.Load(StreamModels.Quick, new DetectorOptions { Tiling = tiling });

    private static Rect2d[] Boxes(DetectionResult result) =>
        [.. result.Objects.Select(found => found.Box).OrderBy(box => box.Width).ThenBy(box => box.X)];
}
