using System.Diagnostics;
using DetectionSdk.Streaming;

namespace DetectionSdk.Tests.Streaming;

/// <summary>A real RTSP camera: GStreamer's server sends a clip over loopback.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class RtspTests(StreamFixture detectors)
{
    [Fact]
    public async Task A_camera_that_is_killed_and_started_again_is_back_and_reports_the_gap()
    {
        FfmpegTool.Require();
        RtspServer.Require();
        using TemporaryFolder folder = new();
        using RtspServer server = new(LongClip(folder));
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(60));
        using VideoSource camera = VideoSource.Open(server.Address);
        StreamGap? gap = null;
        long before = 0, after = 0;
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
            });
            if (gap is not null && ++after == 25) break;
        }
        await interruption!;
        Assert.True(gap!.Attempts > 1, $"{gap}");
        Assert.Equal(0, ChildrenNamed("ffmpeg"));
    }

    [Fact]
    public async Task Cancelling_a_network_stream_leaves_no_process()
    {
        FfmpegTool.Require();
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
        {
            string status = $"/proc/{process.Id}/stat";
            return File.Exists(status)
                && File.ReadAllText(status).Split(") ")[1].Split(' ')[1] == $"{Environment.ProcessId}";
        }
    });
}
