namespace DetectionSdk.Cli.Tests;

public sealed class TrainingReportTests
{
    [Theory]
    [InlineData(0, "00:00:00")]
    [InlineData(59.9, "00:00:59")]
    [InlineData(86_399, "23:59:59")]
    [InlineData(90_061, "25:01:01")]
    [InlineData(360_000, "100:00:00")]
    public void Remaining_time_counts_days_as_hours(double seconds, string clock) =>
        Assert.Equal(clock, TrainingReport.Clock(TimeSpan.FromSeconds(seconds)));
}
