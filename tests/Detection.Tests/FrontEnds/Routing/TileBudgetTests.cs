namespace DetectionSdk.Tests.FrontEnds.Routing;

/// <summary>Parts that cost 10, 40 and 100 multiply-adds per pixel, and a router that costs 2.</summary>
public sealed class TileBudgetTests
{
    private static readonly double[] Costs = [10, 40, 100];

    [Theory]
    // Steps: tile 0 gains 30 for 30, then 6 for 60; tile 1 gains 3 for 30, then 60 for 60: 63 for 90 at once.
    [InlineData(0.12, 0, 0)] // 12 = 10 + 2: all to the cheapest
    [InlineData(0.27, 1, 0)] // 25 per pixel of two tiles: 50 = 10 + 40
    [InlineData(0.71, 1, 0)] // 138 < 140
    [InlineData(0.73, 1, 2)] // 142 >= 40 + 100
    [InlineData(1, 1, 2)] // 196 < 200: the last step is not affordable
    public void The_budget_goes_where_a_step_gains_most_for_its_cost(double budget, int first, int second) =>
        Assert.Equal(
            [first, second],
            new TileBudget(Costs, 2, budget).Choose([[0, 30, 36], [0, 3, 63]], [1, 1]));

    [Fact]
    public void What_gains_nothing_is_not_bought() =>
        Assert.Equal(
            [0, 1, 0], new TileBudget(Costs, 0, 1).Choose([[5, 5, 5], [1, 2, 2], [0, -1, -2]], [1, 1, 1]));

    [Fact]
    public void Large_tiles_cost_more()
    {
        // 40 of 100 per pixel is 30 above the cheapest: 150 for five pixels and 120 + 30 asked, 60 for two.
        TileBudget budget = new(Costs, 0, 0.4);
        Assert.Equal([1, 1], budget.Choose([[0, 9, 9], [0, 8, 8]], [4, 1]));
        Assert.Equal([1, 1], budget.Choose([[0, 9, 9], [0, 8, 8]], [1, 1]));
        Assert.Equal([1, 0], new TileBudget(Costs, 0, 0.39).Choose([[0, 9, 9], [0, 8, 8]], [4, 1]));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_budget_that_cannot_be_kept_is_refused(double budget) =>
        Assert.StartsWith(
            "FrontEndContext.Budget must be in [0.12, 1]: the cheapest part and the router cost as much.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new TileBudget(Costs, 2, budget)).Message,
            StringComparison.Ordinal);
}
