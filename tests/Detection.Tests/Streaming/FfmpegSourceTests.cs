using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

/// <summary>Cameras and recordings on a web server of this process.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class FfmpegSourceTests(StreamFixture detectors) : IDisposable
{
    private static readonly Size Small = new(160, 120), Large = new(320, 180);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_recording_that_tells_neither_length_nor_extension_is_read_once_to_its_end()
    {
        byte[] clip = Clip("clip.ts", " -f mpegts");
        using HttpCamera server = Recording(clip);
        using VideoSource source = VideoSource.Open(server.Address + "watch");
        List<FrameResult> results = await StreamDetectionTests.CollectAsync(detectors.Quick.DetectStreamAsync(source));
        Assert.False(source.IsLive);
        Assert.Equal((40, 39L, 0L), (results.Count, results[^1].Index, results[^1].Dropped));
        Assert.InRange(server.Requests, 1, 2);
    }

    [Fact]
    public void A_camera_under_the_name_of_a_clip_is_live()
    {
        FfmpegTool.Require();
        using HttpCamera camera = HttpCamera.Jpegs(_ => "--frame\r\n", _ => Small);
        using VideoSource source = VideoSource.Open(camera.Address + "clip.mp4");
        Assert.Equal(Enumerable.Repeat(Small, 5), Sizes(source, 5));
        Assert.True(source.IsLive);
        Assert.DoesNotContain("secret", source.Name, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_caller_says_is_not_asked(bool isLive)
    {
        using HttpCamera server = Recording(Clip("clip.mkv", ""));
        using VideoSource source = VideoSource.Open(
            server.Address + "clip", new VideoSourceOptions { IsLive = isLive });
        Assert.Equal(isLive, source.IsLive);
        Assert.Single(Sizes(source, 1));
        Assert.Equal((isLive, 1), (source.IsLive, server.Requests));
    }

    [Theory]
    [InlineData("")]         // ESP32: none before the first picture
    [InlineData("frame\r\n")]
    public void Cameras_whose_boundaries_are_wrong_play_as_plain_jpegs(string first)
    {
        FfmpegTool.Require();
        using HttpCamera camera = HttpCamera.Jpegs(i => i == 0 || first.Length > 0 ? first : "--frame\r\n", _ => Small);
        using VideoSource source = VideoSource.Open(camera.Address);
        Assert.Equal(Enumerable.Repeat(Small, 5), Sizes(source, 5));
    }

    [Fact]
    public void Arguments_of_ffmpeg_reach_it()
    {
        FfmpegTool.Require();
        using HttpCamera camera = HttpCamera.Jpegs(_ => "", _ => Small);
        using VideoSource source = VideoSource.Open(
            camera.Address, new VideoSourceOptions { InputArguments = ["-f", "mjpeg"] });
        Assert.Equal(Enumerable.Repeat(Small, 3), Sizes(source, 3));
        Assert.Equal(1, camera.Requests);

        using VideoSource wrong = VideoSource.Open(
            camera.Address, new VideoSourceOptions { InputArguments = ["-no_such_option", "1"] });
        string message = Assert.Throws<VideoSourceException>(() => wrong.Connect(default)).Message;
        Assert.Contains("no_such_option", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_camera_that_changes_its_size_gives_the_new_one()
    {
        FfmpegTool.Require();
        using HttpCamera camera = HttpCamera.Jpegs(_ => "--frame\r\n", i => i < 40 ? Small : Large);
        using VideoSource source = VideoSource.Open(camera.Address);
        Size[] sizes = Sizes(source, 60);
        int change = Array.IndexOf(sizes, Large);
        Assert.InRange(change, 1, 40);
        Assert.All(sizes[..change], size => Assert.Equal(Small, size));
        Assert.All(sizes[change..], size => Assert.Equal(Large, size));
    }

    [Fact]
    public void A_silent_camera_is_given_up_by_ffmpeg_itself()
    {
        FfmpegTool.Require();
        using HttpCamera camera = HttpCamera.Jpegs(_ => "--frame\r\n", _ => Small, silentAfter: 30);
        using VideoSource source = VideoSource.Open(
            camera.Address, new VideoSourceOptions { ReadTimeout = TimeSpan.FromSeconds(1) });
        string message = Assert.Throws<VideoSourceException>(() => Sizes(source, 1000)).Message;
        Assert.Contains("closed the connection", message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_recording_that_breaks_off_says_how_much_was_read()
    {
        byte[] clip = Clip("clip.mkv", "");
        using HttpCamera server = new(async stream =>
        {
            await HttpCamera.WriteAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {clip.Length}\r\n\r\n");
            await stream.WriteAsync(clip.AsMemory(0, clip.Length / 2));
        });
        using VideoSource source = VideoSource.Open(server.Address, new VideoSourceOptions { IsLive = false });
        Assert.Contains(
            " of 40 frames could be read", Assert.Throws<VideoSourceException>(() => Sizes(source, 1000)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Starting_it_many_times_leaves_no_handle_open()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "needs /proc");
        Clip("clip.mkv", "");
        using FfmpegSource source = new(_folder.File("clip.mkv"));
        int before = 0;
        for (int i = 0; i < 20; i++)
        {
            source.Connect(default);
            source.Disconnect();
            if (i == 4) before = Directory.GetFiles("/proc/self/fd").Length;
        }
        Assert.InRange(Directory.GetFiles("/proc/self/fd").Length, 0, before + 5);
    }

    [Theory]
    [InlineData("rtsp", "-timeout", "-stimeout")]
    [InlineData("http", "-rw_timeout", null)]
    [InlineData("udp", "-rw_timeout", null)]
    public void Network_protocols_have_a_time_out(string protocol, string option, string? older)
    {
        FfmpegTool.Require();
        string[] arguments = Protocol.Timeout(protocol, TimeSpan.FromSeconds(10), []);
        Assert.Equal("10000000", arguments[1]);
        Assert.True(arguments[0] == option || arguments[0] == older, arguments[0]);
        Assert.Empty(Protocol.Timeout(protocol, TimeSpan.FromSeconds(10), [arguments[0], "1"]));
        Assert.Empty(Protocol.Timeout("", TimeSpan.FromSeconds(10), []));
    }

    private byte[] Clip(string name, string format)
    {
        FfmpegTool.Run(
            $"-f lavfi -i testsrc=size=160x120:rate=10:duration=4 -c:v mpeg4{format} {{0}}",
            _folder.File(name));
        return File.ReadAllBytes(_folder.File(name));
    }

    private static HttpCamera Recording(byte[] clip) => new(async stream =>
    {
        await HttpCamera.WriteAsync(stream, "HTTP/1.1 200 OK\r\n\r\n");
        await stream.WriteAsync(clip);
    });

    private static Size[] Sizes(VideoSource source, int limit)
    {
        using Mat frame = new();
        List<Size> sizes = [];
        source.Connect(default);
        while (sizes.Count < limit && source.Read(frame, default)) sizes.Add(frame.Size());
        source.Disconnect();
        return [.. sizes];
    }
}
