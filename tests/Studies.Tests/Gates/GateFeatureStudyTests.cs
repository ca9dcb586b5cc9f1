namespace DetectionSdk.Studies.Tests;

public class GateFeatureStudyTests
{
    // Noise tells degraded pictures, the distance those on which the front-end pays; a gain of 0 decides nothing.
    private static readonly GateFeatureStudy Study = new(
        [Picture(1, 5), Picture(2, 6), Picture(3, 7), Picture(4, 8)],
        [Picture(11, 9), Picture(12, 8), Picture(13, 2), Picture(14, 1)], [0.5, 0.25, 0, -0.5]);

    [Fact]
    public void Pictures_without_a_gain_are_neither_more_nor_less() => Assert.Equal((2, 1), Study.Counts);

    [Fact]
    public void Every_number_is_judged_by_what_it_tells()
    {
        GateFeatureRow[] rows = [.. Study.Rows()];

        Assert.Equal(
            [.. Enum.GetNames<QualityFeature>(), "Distance"], rows.Select(row => row.Feature));
        Assert.Equal((0, 1), (rows[0].Pays.Value, rows[0].Degraded.Value));
        Assert.Equal((1, 7.5 / 16), (rows[^1].Pays.Value, rows[^1].Degraded.Value));
    }

    private static (QualityEstimate, double) Picture(double noise, double distance) =>
        (new QualityEstimate(noise, 0, 1, 100, 1), distance);
}
