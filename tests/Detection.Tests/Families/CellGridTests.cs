using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk.Tests.Families;

public sealed class CellGridTests
{
    [Fact]
    public void A_cell_at_the_edge_may_be_cut()
    {
        CellGrid grid = new(new Size(416, 200), 64);
        Assert.Equal((7, 4, 28), (grid.Width, grid.Height, grid.Count));
    }

    // As the exporters of YOLOX and NanoDet-Plus count them.
    [Theory]
    [InlineData(640, false, 8400)]
    [InlineData(416, false, 3549)]
    [InlineData(416, true, 3598)]
    [InlineData(320, true, 2125)]
    public void Strides_add_up(int side, bool withLargest, int expected) =>
        Assert.Equal(expected, CellGrid.CountAll(new Size(side, side), withLargest ? [8, 16, 32, 64] : [8, 16, 32]));
}
