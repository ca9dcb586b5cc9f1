using DetectionSdk.Imaging.Video;

namespace DetectionSdk.Imaging.Tests.Video;

public sealed class FfmpegLogTests
{
    [Theory]
    [InlineData("00:01:02.50", 62.5)]
    [InlineData("30:00:00.00", 108000.0)]
    [InlineData("2562047:47:16.85", 9223372036.85)] // the longest that ffmpeg says
    [InlineData("00:61:00.00", null)]
    [InlineData("99999999999:00:00.00", null)]
    [InlineData("00:٣0:00.00", null)]
    [InlineData("N/A", null)]
    public void Any_duration_is_read_or_none(string said, double? seconds)
    {
        using FfmpegLog log = new(new StringReader(
            $"[info]   Duration: {said}, start: 0.000000, bitrate: 9 kb/s\n[info] Stream mapping:\n"));
        log.Join();
        Assert.Equal(seconds, log.Duration?.TotalSeconds);
    }
}
