namespace DetectionSdk.Studies.Tests;

public sealed class FeedbackReportTests
{
    [Fact]
    public void Step_zero_is_bicubic()
    {
        ReportTable table = FeedbackReport.Of(
            [new FeedbackRow(0, 25.4, 22.83, 22.61, 25.59), new FeedbackRow(1, 26.15, 23.86, 23.71, 26.3)]);
        Assert.Equal(
            [["bicubic", "25.400", "22.830", "22.610", "25.590"], ["1", "26.150", "23.860", "23.710", "26.300"]],
            table.Rows);
    }
}
