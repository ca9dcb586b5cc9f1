using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Routing;

public sealed class EdgeRouterTests
{
    private static readonly BundlePart[] Parts = [new("a.onnx", "a", Cost: 10), new("b.onnx", "b", Cost: 100)];

    [Fact]
    public void The_energy_is_the_mean_magnitude_of_the_Laplacian()
    {
        using Mat flat = new(8, 8, MatType.CV_8UC3, Scalar.All(70));
        Assert.Equal(0, EdgeRouter.EnergyOf(flat));
        // One pixel 60 above the others: -240 there and 60 at its four neighbours, over 64 pixels.
        flat.Set(4, 4, new Vec3b(130, 130, 130));
        Assert.Equal(480 / 64.0, EdgeRouter.EnergyOf(flat));
    }

    [Fact]
    public void Errors_are_interpolated_and_the_part_of_the_least_is_chosen()
    {
        // At 7.5 the errors are 10 + 0.75 * 20 = 25 and 20 + 0.75 * 4 = 23; flat tiles lose 10 and 20.
        using EdgeRouter router = new([0, 10], [[10, 20], [30, 24]]);
        using Mat flat = new(8, 8, MatType.CV_8UC3, Scalar.All(70)), edge = flat.Clone();
        edge.Set(4, 4, new Vec3b(130, 130, 130));
        Assert.Equal([0, 1], router.ChooseAll([Tile(flat), Tile(edge)], Parts, FrontEndContext.None));
        Assert.Equal(1, router.Choose(Tile(edge), FrontEndContext.None));
        // Half of the costliest: 2 * 50 < 10 + 100.
        Assert.Equal([0, 0], router.ChooseAll([Tile(flat), Tile(edge)], Parts, new FrontEndContext(Budget: 0.5)));
        Assert.Equal([0, 1], router.ChooseAll([Tile(flat), Tile(edge)], Parts, new FrontEndContext(Budget: 0.55)));
    }

    [Fact]
    public void A_budget_needs_costs()
    {
        using EdgeRouter router = new([0], [[1, 2]]);
        using Mat flat = new(8, 8, MatType.CV_8UC3, Scalar.All(70));
        Assert.Equal(
            "Part 'b' says no cost, so no budget can be kept; expected one in BundlePart.Cost.",
            Assert.Throws<InvalidOperationException>(() => router.ChooseAll(
                [Tile(flat)], [Parts[0], Parts[1] with { Cost = null }], new FrontEndContext(Budget: 1))).Message);
    }

    [Fact]
    public void A_table_that_is_none_is_refused_by_what_is_wrong()
    {
        Assert.StartsWith(
            "The edge energies are [3, 3]; expected at least one, rising.",
            Assert.Throws<ArgumentException>(() => new EdgeRouter([3, 3], [[1, 2], [1, 2]])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The errors are of 2 rows with 2, 1 numbers; expected 2, each with one number per part.",
            Assert.Throws<ArgumentException>(() => new EdgeRouter([3, 4], [[1, 2], [1]])).Message,
            StringComparison.Ordinal);
    }

    private static ImageTile Tile(Mat pixels) => new(pixels, new Rect(0, 0, pixels.Width, pixels.Height));
}
