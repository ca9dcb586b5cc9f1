namespace DetectionSdk.Studies.Tests;

public class SampleStatisticsTests
{
    [Fact]
    public void The_deviation_has_the_divisor_of_a_sample()
    {
        SampleStatistics statistics = SampleStatistics.Of([30, 32, 37]);

        // deviations -3, -1 and 4: (9 + 1 + 16) / 2 = 13
        Assert.Equal((3, 33), (statistics.Count, statistics.Mean));
        Assert.Equal(Math.Sqrt(13), statistics.Deviation!.Value, 12);
    }

    [Fact]
    public void A_single_value_has_no_deviation() =>
        Assert.Equal(new SampleStatistics(1, 7.5, null), SampleStatistics.Of([7.5]));

    [Fact]
    public void No_value_has_no_statistics() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleStatistics.Of([]));
}
