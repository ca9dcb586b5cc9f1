namespace DetectionSdk.Studies.Tests;

public class RankAucTests
{
    // Of nine pairs 2 > 1, 2 > 0 and 3 > 0, 1, 2 are in order, 2 = 2 and 0 = 0 are ties.
    [Fact]
    public void It_is_the_share_of_pairs_in_order_and_ties_count_half()
    {
        Assert.Equal(1, RankAuc.Of([(1, false), (2, false), (3, true)]));
        Assert.Equal(0, RankAuc.Of([(1, true), (2, false)]));
        Assert.Equal(
            6 / 9.0, RankAuc.Of([(1, false), (2, true), (2, false), (3, true), (0, false), (0, true)]), 12);
    }

    [Fact]
    public void Without_a_positive_or_a_negative_it_is_no_number()
    {
        Assert.Equal(double.NaN, RankAuc.Of([(1, true)]));
        Assert.Equal(double.NaN, RankAuc.Of([]));
    }
}
