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

    [Fact]
    public void Damage_whose_error_hangs_on_another_line_is_told_by_what_conceals_it()
    {
        using FfmpegLog log = new(new StringReader(
            """
            [info] Stream mapping:
            [Parsed_showinfo_2 @ 0x55b3] [info] color_range:pcslice end not reached but screenspace end (1933 left)
            [mpeg4 @ 0x55b4] [info] concealing 30 DC, 30 AC, 30 MV errors in P frame
            """));
        log.Join();
        Assert.Equal("concealing 30 DC, 30 AC, 30 MV errors in P frame", log.FirstError);
    }

    [Fact]
    public void An_error_of_its_own_line_comes_first()
    {
        using FfmpegLog log = new(new StringReader(
            """
            [info] Stream mapping:
            [mpeg4 @ 0x55b4] [error] slice end not reached
            [mpeg4 @ 0x55b4] [info] concealing 30 DC, 30 AC, 30 MV errors in P frame
            """));
        log.Join();
        Assert.Equal("slice end not reached", log.Error);
    }
}
