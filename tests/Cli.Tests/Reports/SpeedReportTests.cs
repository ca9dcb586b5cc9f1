namespace DetectionSdk.Cli.Tests.Reports;

public sealed class SpeedReportTests
{
    [Theory]
    [InlineData(1.834, "On this machine int8 runs 1.83 x as fast as float.")]
    [InlineData(1.05, "On this machine int8 runs 1.05 x as fast as float.")]
    public void A_gain_is_said_as_a_ratio(double ratio, string expected) =>
        Assert.Equal(expected, SpeedReport.Sentence(ratio));

    [Theory]
    [InlineData(0.7, "0.70")]
    [InlineData(1.04, "1.04")]
    public void Whoever_gains_nothing_is_told_so(double ratio, string expected) =>
        Assert.StartsWith(
            $"On this machine int8 is not faster: it runs {expected} x as fast as float.",
            SpeedReport.Sentence(ratio), StringComparison.Ordinal);
}
