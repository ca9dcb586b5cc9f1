namespace DetectionSdk.Studies.Tests;

public class GroupBootstrapTests
{
    private static readonly double[][] Groups = [[1], [10], [100], [1000]];

    [Fact]
    public void A_statistic_that_no_draw_changes_has_an_interval_of_one_point() =>
        Assert.Equal(
            new BootstrapEstimate(7, 7, 7),
            GroupBootstrap.Estimate<double>([[7], [7], [7, 7]], points => points.Average()));

    [Fact]
    public void A_single_group_is_drawn_every_time() =>
        Assert.Equal(new BootstrapEstimate(3, 3, 3), GroupBootstrap.Estimate<double>([[1, 2]], points => points.Sum()));

    // The first numbers of seed 1 are 0.2487, 0.1107, 0.4670 and 0.7716: groups 0, 0, 1 and 3 of four.
    [Fact]
    public void The_first_draws_of_seed_1_are_those_of_the_published_intervals() =>
        Assert.Equal(
            new BootstrapEstimate(1111, 1012, 1012),
            GroupBootstrap.Estimate<double>(Groups, points => points.Sum(), resamples: 1));

    [Fact]
    public void Whole_groups_are_drawn() =>
        GroupBootstrap.Estimate<int>(
            [[1, -1], [2, -2], [3, -3]],
            points =>
            {
                Assert.Equal(6, points.Count);
                Assert.Equal(0, points.Sum());
                return 0;
            });

    [Fact]
    public void Draws_without_a_finite_statistic_do_not_count() =>
        Assert.Equal(
            new BootstrapEstimate(2, 2, 2),
            GroupBootstrap.Estimate<double>(
                [[0], [1]], points => points.Distinct().Count() == 2 ? 2 : double.NaN));

    [Fact]
    public void The_seed_decides()
    {
        BootstrapEstimate first = Estimate(1), again = Estimate(1), other = Estimate(2);

        Assert.Equal(first, again);
        Assert.NotEqual((first.Lower, first.Upper), (other.Lower, other.Upper));

        BootstrapEstimate Estimate(int seed) =>
            GroupBootstrap.Estimate<double>(Groups, points => points.Average(), resamples: 20, seed);
    }

    // The mean of n fair coins: 1.96 standard errors of sqrt(0.25 / n) around one half.
    [Fact]
    public void The_interval_of_a_mean_is_that_of_the_normal_distribution()
    {
        double[][] coins = [.. Enumerable.Range(0, 400).Select(i => new double[] { i % 2 })];

        BootstrapEstimate estimate = GroupBootstrap.Estimate<double>(coins, points => points.Average());

        Assert.Equal(0.5, estimate.Value);
        Assert.InRange(estimate.Lower, 0.451 - 0.008, 0.451 + 0.008); // 4 standard errors of that quantile
        Assert.InRange(estimate.Upper, 0.549 - 0.008, 0.549 + 0.008);
    }
}
