using DetectionSdk.Tiling;
using OpenCvSharp;

namespace DetectionSdk.Tests.Tiling;

public sealed class TileFindingTests
{
    // Left edges 0, 60 and 120; neighbours share 40 pixels.
    private static readonly TileGrid Grid = TileGrid.Cut(new Size(220, 100), new Size(100, 100), 0.4);

    [Fact]
    public void An_object_inside_of_a_tile_is_whole_and_lies_in_the_picture()
    {
        TileFinding found = Of(new Rect2d(10, 20, 30, 40), 1)!.Value;
        Assert.Equal(new Rect2d(70, 20, 30, 40), found.Object.Box);
        Assert.Equal((1, false), (found.Look, found.IsCut));
    }

    [Fact]
    public void The_edge_of_the_picture_cuts_nothing() =>
        Assert.False(Of(new Rect2d(0, 0, 50, 100), 0)!.Value.IsCut);

    [Theory]
    [InlineData(0, 70, 30)]          // at the right edge; the next tile begins at 60
    [InlineData(1, 0, 30)]           // at the left edge; the tile before ends at 100
    [InlineData(1, 1.5, 30)]         // nearly at it
    public void What_the_neighbour_sees_from_its_beginning_is_left_to_it(int tile, double left, double width) =>
        Assert.Null(Of(new Rect2d(left, 20, width, 40), tile));

    [Theory]
    [InlineData(0, 40, 60)]          // longer than the overlap
    [InlineData(1, 0, 100)]          // from edge to edge
    [InlineData(2, 0, 50)]
    public void What_no_tile_sees_whole_is_a_part(int tile, double left, double width) =>
        Assert.True(Of(new Rect2d(left, 20, width, 40), tile)!.Value.IsCut);

    [Theory]
    [InlineData(70, 90, 2)]          // in the overlap of the first two tiles
    [InlineData(65, 101, 1)]
    [InlineData(10, 99, 0)]          // cut by the first, not seen from its beginning by the second
    [InlineData(0, 220, 0)]
    public void Tiles_that_see_an_object_whole_are_counted(double from, double to, int count) =>
        Assert.Equal(count, Grid.CountWhole(new Rect2d(from, 10, to - from, 30)));

    private static TileFinding? Of(Rect2d box, int tile) =>
        TileFinding.Of(new DetectedObject(box, 0, "a", 0.5f), Grid, tile);
}
