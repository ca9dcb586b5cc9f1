using System.Diagnostics;
using DetectionSdk.Streaming;

namespace DetectionSdk.Tests.Streaming;

/// <summary>A real RTSP camera: GStreamer's server sends a clip over loopback.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class RtspTests(StreamFixture detectors)
{
    [Fact]
    public async Task A_camera_that_is_killed_and_started_again_is_back_within_five_seconds()
    {
        ClipTests.RequireFfmpeg();
        RtspServer.Require();
        using TemporaryFolder folder = new();
        using RtspServer server = new(LongClip(folder));
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(60));
        using VideoSource camera = VideoSource.Open(server.Address);
        StreamGap? gap = null;
        long restarted = 0, resumed = 0, before = 0, after = 0;
        Task? interruption = null;
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(camera, null, stop.Token))
        {
            Assert.Equal(new OpenCvSharp.Size(768, 432), result.Detections.ImageSize);
            gap ??= result.Gap;
            if (gap is null && before++ == 10) interruption = Task.Run(async () =>
            {
                server.Kill();
                await Task.Delay(3000);
                server.Start();
                restarted = Stopwatch.GetTimestamp();
            });
            if (result.Gap is not null) resumed = Stopwatch.GetTimestamp();
            if (gap is not null && ++after == 25) break;
        }
        await interruption!;
        Assert.InRange(Stopwatch.GetElapsedTime(restarted, resumed), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.True(gap!.Duration > TimeSpan.FromSeconds(2.5) && gap.Attempts > 1, $"{gap}");
        Assert.Equal(0, ChildrenNamed("ffmpeg"));
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"back {Stopwatch.GetElapsedTime(restarted, resumed).TotalSeconds:0.00} s after the restart; {gap}");
    }

    [Fact]
    public async Task Cancelling_a_network_stream_leaves_no_process()
    {
        ClipTests.RequireFfmpeg();
        RtspServer.Require();
        using TemporaryFolder folder = new();
        using RtspServer server = new(LongClip(folder));
        using CancellationTokenSource stop = new();
        using VideoSource camera = VideoSource.Open(server.Address);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(camera, null, stop.Token))
            {
                Assert.Equal(1, ChildrenNamed("ffmpeg"));
                await stop.CancelAsync();
            }
        });
        Assert.Equal(0, ChildrenNamed("ffmpeg"));
    }

    // The clip three times over, without coding it again.
    private static string LongClip(TemporaryFolder folder)
    {
        string path = folder.File("long.mp4");
        Assert.Equal(
            0,
            RtspServer.Run(
                "ffmpeg", "-v", "error", "-stream_loop", "2", "-i",
                SharedData.Path("video", "car_detection_768x432.mp4"), "-map", "0:v:0", "-c", "copy", path));
        return path;
    }

    private static int ChildrenNamed(string name) => Process.GetProcessesByName(name).Count(process =>
    {
        using (process)
            return File.Exists($"/proc/{process.Id}/stat") && File.ReadAllText($"/proc/{process.Id}/stat").Split(") ")[1].Split(' ')[1] == $"{Environment.ProcessId}";
    });
}
