using DetectionSdk.Tests.Streaming;
using DetectionSdk.Tiling;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tiling;

public sealed class TileGridTests
{
    [Fact]
    public void Tiles_are_spread_evenly_from_edge_to_edge()
    {
        TileGrid grid = TileGrid.Cut(new Size(110, 40), new Size(40, 40), 0.25);     // at most 30 from one to the next
        Assert.Equal([0, 23, 46, 70], grid.Columns);
        Assert.Equal([0], grid.Rows);
        Assert.Equal(new Rect(46, 0, 40, 40), grid[2]);
        Assert.Equal(4, grid.Count);
    }

    [Fact]
    public void A_tile_is_no_larger_than_the_picture()
    {
        TileGrid grid = TileGrid.Cut(new Size(30, 100), new Size(40, 40), 0);
        Assert.Equal(new Size(30, 40), grid.Tile);
        Assert.Equal([0, 30, 60], grid.Rows);
        Assert.Equal(1, TileGrid.Cut(new Size(30, 20), new Size(40, 40), 0.5).Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    [InlineData(0.9)]
    public void Neighbours_share_what_is_asked_for_and_nothing_is_left_out(double overlap)
    {
        for (int length = 64; length < 700; length += 37)
        {
            int[] starts = TileGrid.Cut(new Size(length, 64), new Size(64, 64), overlap).Columns;
            Assert.Equal(0, starts[0]);
            Assert.Equal(length - 64, starts[^1]);
            Assert.All(
                starts.Zip(starts.Skip(1)),
                pair => Assert.True(64 - (pair.Second - pair.First) >= overlap * 64 - 1e-9));
        }
    }

    [Theory]
    [InlineData(60, 10, 40, 20, 2)]      // in the middle: the two tiles that see it whole
    [InlineData(20, 10, 120, 20, 2)]     // 80 of 120 pixels in each of the first two
    [InlineData(0, 0, 220, 100, 0)]      // 100 of 220 in each
    public void The_tiles_that_hold_half_of_a_box_are_counted(
        double x, double y, double width, double height, int expected)
    {
        TileGrid grid = TileGrid.Cut(new Size(220, 100), new Size(100, 100), 0.4);   // tiles at 0, 60 and 120
        Assert.Equal(expected, grid.CountHolding(new Rect2d(x, y, width, height), 0.5));
    }

    [Theory]
    [InlineData(960, 960, null, false)]     // longer than 640 pixels by half
    [InlineData(961, 960, null, true)]
    [InlineData(64, 64, 64, false)]         // fits into one tile
    [InlineData(65, 64, 64, true)]
    [InlineData(500, 400, 512, false)]      // a tile larger than the picture
    public void Pictures_that_lose_little_are_searched_whole(int width, int height, int? tile, bool isCut)
    {
        using Detector detector = Detector.Load(StreamModels.Quick);                 // an input of 64 x 64
        TilingOptions options = new() { Size = tile };
        Assert.Equal(isCut, TileGrid.For(new Size(width, height), detector.Model, options) is not null);
    }

    [Theory]
    [InlineData(64, 64, 640, 640)]
    [InlineData(640, 384, 640, 384)]
    [InlineData(320, 192, 640, 384)]
    [InlineData(1280, 1280, 1280, 1280)]
    public void Tiles_are_as_large_as_photographs_or_as_the_input(int width, int height, int tileWidth, int tileHeight)
    {
        byte[] model = OnnxStub.Constant(
            [1, 3, height, width], [1, 5, 1], [0, 0, 1, 1, 0.9f],
            new Dictionary<string, string> { ["names"] = "{0: 'thing'}" });
        using Detector detector = Detector.Load(model);
        Assert.Equal(
            new Size(tileWidth, tileHeight),
            TileGrid.For(new Size(3000, 3000), detector.Model, new TilingOptions())!.Tile);
    }
}
