namespace DetectionSdk.Studies.Tests;

public class ClusterSeparationTests
{
    // Centres 1 and 5, mean 3: between 2 * 4 + 2 * 4 over 1, within 4 * 1 over 4 - 2.
    [Fact]
    public void The_index_is_spread_between_groups_over_spread_within() =>
        Assert.Equal(
            8, ClusterSeparation.CalinskiHarabasz([[0f], [2f], [4f], [6f]], [0, 0, 1, 1]), 12);

    // Centres (1, 0), (4, 3), (1, 6), mean (2, 3).
    [Fact]
    public void Several_dimensions_and_groups_count_together()
    {
        float[][] samples = [[0, 0], [2, 0], [4, 2], [4, 4], [1, 5], [1, 7]];

        double between = 2 * (1 + 9) + 2 * (4 + 0) + 2 * (1 + 9), within = 6;

        Assert.Equal(
            between / 2 / (within / 3), ClusterSeparation.CalinskiHarabasz(samples, [0, 0, 1, 1, 2, 2]), 12);
    }

    [Fact]
    public void Labels_that_mean_nothing_give_about_one()
    {
        RandomSource random = new(1);
        float[][] samples = [.. Enumerable.Range(0, 400).Select(_ => new[] { (float)random.NextDouble() })];

        double index = ClusterSeparation.CalinskiHarabasz(samples, [.. samples.Select((_, i) => i % 5)]);

        Assert.InRange(index, 0.1, 3.4); // F(4, 395): 99 % below 3.37
    }

    [Fact]
    public void One_group_and_groups_of_single_samples_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ClusterSeparation.CalinskiHarabasz([[1f], [2f]], [0, 0]));
        Assert.Throws<ArgumentException>(() => ClusterSeparation.CalinskiHarabasz([[1f], [2f]], [0, 1]));
    }
}
