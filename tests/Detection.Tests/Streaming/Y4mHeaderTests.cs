using System.Text;
using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

public sealed class Y4mHeaderTests
{
    [Theory]
    [InlineData("YUV4MPEG2 W640 H480 F25:1 Ip A1:1 C420jpeg XYSCSS=420JPEG", 25.0)]
    [InlineData("YUV4MPEG2 W640 H480 F30000:1001", 30000 / 1001.0)]
    [InlineData("YUV4MPEG2 W640 H480 F90000:1 Ip", null)]   // an RTSP clock, no rate
    [InlineData("YUV4MPEG2 W640 H480 F0:0", null)]
    [InlineData("YUV4MPEG2 H480 W640", null)]
    public void Size_and_rate_are_read(string line, double? rate)
    {
        using MemoryStream stream = new(Encoding.ASCII.GetBytes(line + "\nFRAME\n"));
        Assert.Equal(new Y4mHeader(new Size(640, 480), rate), Y4mHeader.Read(stream));
        Assert.Equal(line.Length + 1, stream.Position);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\n")]
    [InlineData("YUV4MPEG2 W641 H480\n")]
    [InlineData("YUV4MPEG2 W-2 H480\n")]
    [InlineData("\n")]
    public void Anything_else_is_named(string text)
    {
        using MemoryStream stream = new(Encoding.ASCII.GetBytes(text));
        Assert.Contains(
            $"'{text.TrimEnd()}'", Assert.Throws<VideoSourceException>(() => Y4mHeader.Read(stream)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_the_end_and_an_endless_line_is_not_read_for_ever()
    {
        Assert.Null(Y4mHeader.Read(Stream.Null));
        using MemoryStream stream = new(new byte[5000]);
        Assert.Throws<VideoSourceException>(() => Y4mHeader.Read(stream));
    }
}
