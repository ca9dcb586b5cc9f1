using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

/// <summary>Real clips to their end. Expected counts are those of ffprobe -count_frames.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class ClipTests(StreamFixture detectors)
{
    public static TheoryData<string, int, bool> Clips => new()
    {
        { "highway_320x240.avi", 748, false },
        { "car_detection_768x432.mp4", 377, false },
        { "pedestrians_480x360.avi", 795, false },
        { "jamcam_352x288/04254_01.mp4", 234, false },
        { "jamcam_352x288/04254_13.mp4", 243, false },
        { "jamcam_352x288/06710_07.mp4", 25, true },
        { "jamcam_352x288/06710_22.mp4", 234, false },
        { "jamcam_352x288/09747_09.mp4", 229, false },
        { "jamcam_352x288/09800_19.mp4", 231, false },
    };

    [Theory]
    [MemberData(nameof(Clips))]
    public async Task A_clip_runs_to_its_end_and_only_the_title_card_is_frozen(string name, int frames, bool frozen)
    {
        using VideoSource source = VideoSource.Open(SharedData.Path("video", name));
        StreamOptions options = new() { FrozenAfter = TimeSpan.FromSeconds(0.8) };   // the card is one second long
        List<FrameResult> results = await StreamDetectionTests.CollectAsync(
            detectors.Quick.DetectStreamAsync(source, options));
        Assert.Equal(Enumerable.Range(0, frames).Select(i => (long)i), results.Select(r => r.Index));
        Assert.Equal(frozen, results.Any(r => r.IsFrozen));
        // The frames of an AVI may begin after some that were never coded.
        double rate = source.FramesPerSecond!.Value;
        Assert.All(results, r => Assert.InRange(r.Time.TotalSeconds - r.Index / rate, -1e-3, 0.21));
    }

    [Fact]
    public async Task Ffmpeg_gives_the_same_frames_as_opencv()
    {
        FfmpegTool.Require();
        string path = SharedData.Path("video", "car_detection_768x432.mp4");
        using VideoSource decoded = new OpenCvSource(path), piped = new FfmpegSource(path);
        Assert.False(piped.IsLive);
        await using IAsyncEnumerator<FrameResult> expected = detectors.Quick.DetectStreamAsync(decoded)
            .GetAsyncEnumerator(), actual = detectors.Quick.DetectStreamAsync(piped).GetAsyncEnumerator();
        int frames = 0;
        for (; await expected.MoveNextAsync(); frames++)
        {
            Assert.True(await actual.MoveNextAsync());
            // two releases of one scaler enlarge the colour planes
            double difference = Cv2.Norm(expected.Current.Image, actual.Current.Image, NormTypes.L1) / (768 * 432 * 3);
            Assert.True(difference < 1.5, $"frame {frames} differs by {difference:0.00} levels");
        }
        Assert.False(await actual.MoveNextAsync());
        Assert.Equal((377, 12.5), (frames, piped.FramesPerSecond));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public async Task A_looped_clip_goes_on_after_its_end_and_so_does_its_time()
    {
        using VideoSource source = new FileSource(
            SharedData.Path("video", "jamcam_352x288", "06710_07.mp4")) { Loop = true };
        List<TimeSpan> times = [];
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source))
        {
            times.Add(result.Time);
            if (times.Count == 1) Assert.False(result.IsFrozen);
            if (times.Count < 100) continue;
            Assert.True(result.IsFrozen);
            break;
        }
        Assert.Equal(Enumerable.Range(0, 100).Select(i => i / 25.0), times.Select(t => Math.Round(t.TotalSeconds, 2)));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public async Task Two_looped_clips_on_a_slow_detector_stay_fresh_and_exactly_counted()
    {
        using CancellationTokenSource stop = new(SoakTime);
        string[] clips =
        [
            SharedData.Path("video", "car_detection_768x432.mp4"), SharedData.Path("video", "highway_320x240.avi")
        ];
        await Task.WhenAll(clips.Select(async clip =>
        {
            using StreamMeter meter = new(Path.GetFileName(clip));
            using VideoSource source = new FileSource(clip) { Loop = true }.AsLive(25);
            List<double> ratios = [];
            FrameResult? last = null;
            try
            {
                await foreach (FrameResult result in detectors.Slow.DetectStreamAsync(source, null, stop.Token))
                {
                    ratios.Add(result.Latency / result.Timings.Inference);
                    Assert.Equal(result.Index + 1, result.Processed + result.Dropped);
                    last = result;
                }
            }
            catch (OperationCanceledException)
            {
                // The time is over.
            }
            Assert.Equal(meter.Captured, meter.Processed + meter.Dropped);
            Assert.Equal(ratios.Count, meter.Processed);
            Assert.True(last!.Dropped > 0);
            Assert.True(
                ratios.Order().ElementAt(ratios.Count / 2) < 2.5,
                $"{source.Name}: median latency {ratios.Order().ElementAt(ratios.Count / 2):0.00} inferences");
        }));
    }

    [Fact]
    public async Task Memory_stays_flat()
    {
        using VideoSource source = new FileSource(
            SharedData.Path("video", "jamcam_352x288", "09800_19.mp4")) { Loop = true };
        long before = 0, after = 0;
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source))
        {
            if (result.Processed == 700) before = Resident();
            if (result.Processed == 2800) after = Resident();
            if (after != 0) break;
        }
        // 600 MB, were frames not reused
        Assert.True(after - before < 24 << 20, $"resident memory grew by {after - before >> 20} MB over 2100 frames");
    }

    [Fact]
    public void Unknown_addresses_are_named()
    {
        Assert.Contains(
            "'no-such-clip.mp4'",
            Assert.Throws<FileNotFoundException>(() => VideoSource.Open("no-such-clip.mp4")).Message,
            StringComparison.Ordinal);
        Assert.Equal("/dev/video7", VideoSource.Open("/dev/video7").Name);
        Assert.Equal("/dev/video7", VideoSource.Open("7").Name);
        using VideoSource camera = VideoSource.Open("rtsp://user:secret@camera.example:554/stream?token=hidden");
        Assert.Equal("rtsp://camera.example:554/stream", camera.Name);
        Assert.True(camera.IsLive);
    }

    [Fact]
    public async Task A_file_that_is_no_video_and_a_folder_without_images_are_named()
    {
        using TemporaryFolder folder = new();
        using VideoSource text =
            VideoSource.Open(folder.Write("notes.mp4", "no video")), empty = VideoSource.Open(folder.Path);
        Assert.Contains(
            "notes.mp4", (await Assert.ThrowsAsync<VideoSourceException>(() => FirstAsync(text))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no image", (await Assert.ThrowsAsync<VideoSourceException>(() => FirstAsync(empty))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_gives_its_images_by_name()
    {
        using TemporaryFolder folder = new();
        foreach (int number in (int[])[3, 1, 2])
        {
            using Mat image = new(48, 64, MatType.CV_8UC3, Scalar.All(number));
            image.SaveImage(folder.File($"{number}.png"));
        }
        folder.Write("notes.txt", "passed over");
        using VideoSource source = VideoSource.Open(folder.Path);
        List<int> numbers = [];
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source)) numbers.Add(
            result.Image.At<Vec3b>(0, 0).Item0);
        Assert.Equal([1, 2, 3], numbers);
    }

    [Fact]
    public async Task A_clip_on_a_web_server_is_a_recording_that_is_read_to_its_end()
    {
        FfmpegTool.Require();
        byte[] clip = File.ReadAllBytes(SharedData.Path("video", "highway_320x240.avi"));
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        Task serving = Task.Run(async () =>
        {
            using TcpClient client = await server.AcceptTcpClientAsync();
            await using NetworkStream stream = client.GetStream();
            using StreamReader request = new(stream, leaveOpen: true);
            while (!string.IsNullOrEmpty(await request.ReadLineAsync())) { }
            await stream.WriteAsync(
                System.Text.Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 200 OK\r\nContent-Length: {clip.Length}\r\nConnection: close\r\n\r\n"));
            await stream.WriteAsync(clip);
        });
        using VideoSource source = VideoSource.Open(
            $"http://user:secret@127.0.0.1:{((IPEndPoint)server.LocalEndpoint).Port}/clip.avi?key=hidden");
        FrameResult? last = null;
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source)) last = result;
        Assert.Equal((747, 0), (last!.Index, last.Dropped));
        Assert.False(source.IsLive);
        Assert.EndsWith("/clip.avi", last.Source, StringComparison.Ordinal);
        await serving;
    }

    [Fact]
    public async Task An_address_that_ffmpeg_does_not_read_is_named_without_its_password()
    {
        FfmpegTool.Require();
        using VideoSource source = VideoSource.Open("rtsp://user:secret@127.0.0.1:9/none");
        VideoSourceException error = await Assert.ThrowsAsync<VideoSourceException>(() => FirstAsync(source));
        Assert.StartsWith("'rtsp://127.0.0.1:9/none' does not open: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_ffmpeg_the_error_says_what_to_install()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        try
        {
            Environment.SetEnvironmentVariable("PATH", "/nowhere");
            using VideoSource source = VideoSource.Open("rtsp://127.0.0.1:9/none");
            VideoSourceException error = await Assert.ThrowsAsync<VideoSourceException>(() => FirstAsync(source));
            Assert.Contains("apt-get install ffmpeg", error.Message, StringComparison.Ordinal);
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }
    }

    // Ten minutes when asked for: DETECTIONSDK_SOAK_SECONDS=600.
    private static TimeSpan SoakTime =>
        TimeSpan.FromSeconds(
            double.TryParse(Environment.GetEnvironmentVariable("DETECTIONSDK_SOAK_SECONDS"), out double seconds)
                ? seconds
                : 10);

    private async Task FirstAsync(VideoSource source)
    {
        await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(source)) return;
    }

    private static long Resident()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
