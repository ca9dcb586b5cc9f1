using DetectionSdk.Imaging.Tiling;

namespace DetectionSdk.Imaging.Tests.Tiling;

public sealed class TileAxisTests
{
    [Fact]
    public void Short_axes_stay_whole()
    {
        TileSpan span = Assert.Single(TileAxis.Cut(64, 128, 64, 2));
        Assert.Equal((0, 64, 0, 128), (span.Start, span.Length, span.OutputStart, span.OutputLength));
        Assert.Single(TileAxis.Cut(5000, 5000, 0, 2));
    }

    [Fact]
    public void Tiles_overlap_by_twice_the_radius_and_the_ramp_and_the_last_is_shifted_inwards()
    {
        // Shared by neighbours: 2 x 2 + 8 = 12, so a tile every 52 pixels; the last ends at 150.
        TileSpan[] spans = TileAxis.Cut(150, 300, 64, 2);
        Assert.Equal([0, 52, 86], spans.Select(s => s.Start));
        Assert.Equal([0, 104, 172], spans.Select(s => s.OutputStart));
        Assert.All(spans, s => Assert.Equal((64, 128), (s.Length, s.OutputLength)));
    }

    [Fact]
    public void Weights_ramp_between_the_radii()
    {
        // Tiles [0, 64) and [52, 116): the left one counts up to 62, the right one from 54.
        TileSpan[] spans = TileAxis.Cut(116, 116, 64, 2);
        Assert.Equal(1, spans[0].Weights[53], 1e-6);
        Assert.Equal(0.0625, spans[1].Weights[2], 1e-6);
        Assert.Equal(0.9375, spans[0].Weights[54], 1e-6);
        Assert.Equal(0, spans[1].Weights[1]);
        Assert.Equal(0, spans[0].Weights[62]);
        Assert.Equal(1, spans[1].Weights[10], 1e-6);
    }

    [Theory]
    [InlineData(1000, 4000, 64, 13)]
    [InlineData(1000, 1500, 64, 4)]
    [InlineData(997, 1511, 100, 7)]
    [InlineData(333, 333, 16, 0)]
    public void Weights_sum_to_one_everywhere(int length, int output, int tile, int overlap)
    {
        TileSpan[] spans = TileAxis.Cut(length, output, tile, overlap);
        Assert.True(spans.Length > 2);
        double[] sum = new double[output];
        foreach (TileSpan span in spans)
            for (int i = 0; i < span.OutputLength; i++) sum[span.OutputStart + i] += span.Weights[i];
        Assert.All(sum, s => Assert.Equal(1, s, 1e-5));
    }

    [Theory]
    [InlineData(277, 416, 64, 5, 0.25)]
    [InlineData(401, 603, 64, 5, 0.25)]
    [InlineData(1925, 4812, 256, 20, 0.25)]
    [InlineData(997, 1511, 256, 20, 0.02)]
    [InlineData(1000, 1620, 256, 20, 0)] // 81 / 50
    [InlineData(1000, 1001, 64, 5, 0.5)]
    public void Tiles_begin_and_end_near_edges_of_both_pixels_and_overlap_enough(
        int length, int output, int tile, int overlap, double largest)
    {
        TileSpan[] spans = TileAxis.Cut(length, output, tile, overlap);
        double Misfit(TileSpan span) => Math.Max(
            Math.Abs((double)span.Start * output / length - span.OutputStart),
            Math.Abs((double)span.End * output / length - span.OutputStart - span.OutputLength));
        Assert.InRange(spans.Max(Misfit), 0, largest + 1e-9);
        Assert.Equal(
            (0, length, output), (spans[0].Start, spans[^1].End, spans[^1].OutputStart + spans[^1].OutputLength));
        foreach ((TileSpan before, TileSpan after) in spans.Zip(spans.Skip(1)))
        {
            Assert.InRange(before.End - after.Start, 2 * overlap + TileAxis.Ramp, before.Length);
            Assert.InRange(after.Length, tile, 1.5 * tile);
        }
    }

    [Fact]
    public void A_tile_that_may_end_with_the_axis_does() =>
        Assert.Equal(
            (0, 277, 416),
            Assert.Single(TileAxis.Cut(277, 416, 256, 20)) is { } span
                ? (span.Start, span.Length, span.OutputLength)
                : default);

    [Fact]
    public void At_scale_three_halves_tiles_begin_and_end_at_even_pixels()
    {
        TileSpan[] spans = TileAxis.Cut(400, 600, 63, 3);
        Assert.All(
            spans,
            s =>
                Assert.Equal(
                    (0, 0, s.Start / 2 * 3, s.Length / 2 * 3),
                    (s.Start % 2, s.Length % 2, s.OutputStart, s.OutputLength)));
        Assert.Equal(400, spans[^1].End);
    }
}
