namespace DetectionSdk.Studies.Tests;

public class PermutationTestTests
{
    // Of 24 orders of four, this one and its reverse are as far from 0.
    [Fact]
    public void A_perfect_order_of_four_has_two_chances_in_24()
    {
        Assert.Equal(2 / 24.0, PermutationTest.Exact([1, 2, 3, 4], [10, 20, 30, 40]), 12);
        Assert.Equal(2 / 24.0, PermutationTest.Exact([1, 2, 3, 4], [8, 7, 6, 1], ranks: true), 12);
    }

    // Products of (-1, 0, 1) with the six orders of (-1, 0, 1): 2, 1, 1, -1, -1, -2.
    [Fact]
    public void Every_order_that_is_as_far_counts_on_both_sides() =>
        Assert.Equal(1, PermutationTest.Exact([1, 2, 3], [1, 3, 2]), 12);

    [Fact]
    public void Ranks_do_not_see_how_far_values_lie_apart()
    {
        double[] first = [2, 1, 3, 4, 5];

        Assert.Equal(
            PermutationTest.Exact(first, [1, 2, 3, 4, 5]),
            PermutationTest.Exact(first, [1, 2, 3, 5, 1000], ranks: true));
    }

    [Fact]
    public void What_does_not_vary_has_no_p() =>
        Assert.Equal(double.NaN, PermutationTest.Exact([1, 1, 1], [1, 2, 3]));

    [Fact]
    public void More_points_than_orders_can_be_tried_of_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationTest.Exact(new double[10], new double[10]));
}
