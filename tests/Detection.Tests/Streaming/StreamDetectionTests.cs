using System.Diagnostics;
using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

/// <summary>The pipeline with scripted cameras.</summary>
[Collection(StreamTestGroup.Name)]
public sealed class StreamDetectionTests(StreamFixture detectors)
{
    [Fact]
    public async Task A_recording_waits_so_that_every_frame_is_processed_in_order()
    {
        using ScriptedSource source = new(frames: 500);
        long expected = 0;
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source))
        {
            Assert.Equal(expected, result.Index);
            Assert.Equal(expected, ScriptedSource.NumberOf(result.Image));
            Assert.Equal(TimeSpan.FromSeconds(expected), result.Time);   // no rate is known: one second per frame
            Assert.Equal((expected + 1, 0), (result.Processed, result.Dropped));
            Assert.Equal(new Rect2d(24, 24, 16, 16), Assert.Single(result.Detections.Objects).Box);
            expected++;
        }
        Assert.Equal(500, expected);
        Assert.False(source.IsConnected);
    }

    [Fact]
    public async Task A_live_source_drops_its_oldest_frames_and_every_frame_is_accounted_for()
    {
        using StreamMeter meter = new("scripted");
        using ScriptedSource source = new(frames: 300, isLive: true) { Period = TimeSpan.FromMilliseconds(2) };
        long processed = 0, last = -1;
        await foreach (FrameResult result in detectors.Slow.DetectStreamAsync(source))
        {
            processed++;
            Assert.True(result.Index > last, "order");
            Assert.Equal(result.Index, ScriptedSource.NumberOf(result.Image));
            Assert.Equal(processed, result.Processed);
            Assert.Equal(result.Index + 1, result.Processed + result.Dropped);
            last = result.Index;
        }
        Assert.Equal(299, last);   // the newest frame is never the one that is dropped
        Assert.True(processed < 150, $"{processed} of 300 frames were processed");
        Assert.Equal((300, processed, 300 - processed), (meter.Captured, meter.Processed, meter.Dropped));
        Assert.Equal(processed, meter.Latencies.Count);
    }

    [Fact]
    public async Task The_frames_of_a_cancelled_stream_are_accounted_for_too()
    {
        using StreamMeter meter = new("scripted");
        using CancellationTokenSource stop = new();
        using ScriptedSource source = new(frames: int.MaxValue);
        int seen = 0;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(source, null, stop.Token))
                if (++seen == 50) await stop.CancelAsync();
        });
        Assert.False(source.IsConnected);
        Assert.Equal((50, 50), (seen, meter.Processed));   // what was ready is not delivered any more
        Assert.Equal(meter.Captured, meter.Processed + meter.Dropped);
    }

    [Fact]
    public async Task Leaving_the_loop_ends_the_stream_and_the_source_can_be_used_again()
    {
        using ScriptedSource source = new(frames: 100);
        await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(source)) break;
        Assert.False(source.IsConnected);

        await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(source))
            await Assert.ThrowsAsync<InvalidOperationException>(
                async () => await ReadAllAsync(detectors.Quick.DetectStreamAsync(source)));
        Assert.Equal(2, source.Connections);
    }

    [Fact]
    public async Task A_running_inference_is_broken_off_when_the_stream_is_cancelled()
    {
        using TemporaryFolder folder = new();
        using Detector endless = Detector.Load(folder.Write("model.onnx", StreamModels.Slow(layers: 400)));
        using ScriptedSource source = new(frames: 100);
        using CancellationTokenSource stop = new();
        long start = 0;
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "DetectionSdk.Streaming",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = _ =>
            {
                start = Stopwatch.GetTimestamp();
                stop.CancelAfter(TimeSpan.FromMilliseconds(50));
            },
        };
        ActivitySource.AddActivityListener(listener);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await ReadAllAsync(endless.DetectStreamAsync(source, null, stop.Token)));
        TimeSpan taken = Stopwatch.GetElapsedTime(start);
        using Mat image = new(64, 64, MatType.CV_8UC3);
        TimeSpan three = detectors.Slow.Detect(image).Timings.Inference;   // three layers of the same kind
        Assert.True(taken < 60 * three, $"{taken} for a part of 400 layers, {three} for 3");
    }

    [Fact]
    public async Task A_stream_that_ends_waits_for_whoever_is_cancelling_it()
    {
        using HeldCancellation cancellation = new();
        using ScriptedSource source = new(frames: int.MaxValue);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(source, null, cancellation.Token))
                cancellation.Start(held: () =>
                {
                    // Only when the callback is through may the stream free the run that the callback breaks off.
                    Assert.False(SpinWait.SpinUntil(() => !source.IsConnected, TimeSpan.FromMilliseconds(300)));
                });
        });
        await cancellation.Ended;
        Assert.False(source.IsConnected);
    }

    [Fact]
    public async Task Capture_and_inference_go_on_while_the_caller_works()
    {
        // The caller's frame, one inferred behind it, and before inference one held by each of two stages and one
        // waiting after each: six. Were inference to wait for the caller, five.
        using ScriptedSource source = new(frames: 100);
        await foreach (
            FrameResult result in detectors.Slow.DetectStreamAsync(source, new StreamOptions { ReadAhead = 1 }))
        {
            Assert.True(
                SpinWait.SpinUntil(() => source.Given == 6, TimeSpan.FromMinutes(1)),
                $"{source.Given} frames were read while the caller held the first");
            break;
        }
    }

    [Fact]
    public async Task Cameras_on_one_detector_get_equal_shares_and_fresh_frames()
    {
        // frames end it, not the time: a busy machine is slow, but fair
        using CancellationTokenSource stop = new(TimeSpan.FromMinutes(1));
        int found = 0;
        List<FrameResult>[] results = await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            using ScriptedSource source = new(frames: int.MaxValue, isLive: true)
            {
                Period = TimeSpan.FromMilliseconds(5),
            };
            return await CollectAsync(detectors.Slow.DetectStreamAsync(source, null, stop.Token), _ =>
            {
                if (Interlocked.Increment(ref found) == 12) stop.Cancel();
            });
        }));
        int[] counts = [.. results.Select(r => r.Count)];
        Assert.True(
            counts.Min() >= 3 && counts.Max() - counts.Min() <= 2, $"frames per camera: {string.Join(", ", counts)}");
        double[] ratios = [.. results.SelectMany(r => r.Skip(1)).Select(r => r.Latency / r.Timings.Inference).Order()];
        Assert.True(
            ratios[ratios.Length / 2] < 2,
            $"the median latency is {ratios[ratios.Length / 2]:0.00} times the inference");
    }

    [Fact]
    public async Task A_lost_camera_comes_back_and_reports_the_gap()
    {
        using StreamMeter meter = new("scripted");
        using ScriptedSource source = new(frames: 40, isLive: true)
        {
            Period = TimeSpan.FromMilliseconds(5), LossesBefore = [10, 30], FailedConnections = [1, 2],
        };
        StreamOptions options = new()
        {
            Backoff = TimeSpan.FromMilliseconds(20),
            MaximumBackoff = TimeSpan.FromMilliseconds(40),
        };
        List<FrameResult> results = await CollectAsync(detectors.Quick.DetectStreamAsync(source, options));

        FrameResult[] gaps = [.. results.Where(r => r.Gap is not null)];
        Assert.Equal([3, 1], gaps.Select(r => r.Gap!.Attempts));
        Assert.All(gaps, r => Assert.Contains("hung up", r.Gap!.Reason, StringComparison.Ordinal));
        // waits of 20, 40 and 40 ms
        Assert.True(gaps[0].Gap!.Duration >= TimeSpan.FromMilliseconds(100), $"{gaps[0].Gap}");
        Assert.InRange(gaps[0].Index, 10, 29);
        Assert.InRange(gaps[1].Index, 30, 39);
        Assert.Equal((40, 2), (meter.Captured, meter.Losses));
        Assert.Equal(39, results[^1].Index);
    }

    [Fact]
    public async Task A_camera_that_hangs_is_connected_again()
    {
        using ScriptedSource source = new(frames: 20, isLive: true)
        {
            Period = TimeSpan.FromMilliseconds(5),
            HangsBefore = [10],
        };
        StreamOptions options = new()
        {
            FrameTimeout = TimeSpan.FromMilliseconds(200),
            Backoff = TimeSpan.FromMilliseconds(10),
        };
        List<FrameResult> results = await CollectAsync(detectors.Quick.DetectStreamAsync(source, options));
        StreamGap gap = Assert.Single(results, r => r.Gap is not null).Gap!;
        Assert.Contains("no frame for", gap.Reason, StringComparison.Ordinal);
        Assert.Equal(2, source.Connections);
    }

    [Fact]
    public async Task A_camera_that_does_not_come_back_is_an_error_after_the_attempts_allowed()
    {
        using ScriptedSource source = new(frames: 20, isLive: true)
        {
            LossesBefore = [5],
            FailedConnections = [1, 2, 3],
        };
        StreamOptions options = new() { Backoff = TimeSpan.FromMilliseconds(1), ReconnectAttempts = 3 };
        VideoSourceException error = await Assert.ThrowsAsync<VideoSourceException>(
            async () => await ReadAllAsync(detectors.Quick.DetectStreamAsync(source, options)));
        Assert.Equal(
            "'scripted' was lost and did not come back in 3 attempts: the scripted camera hung up", error.Message);
    }

    [Fact]
    public async Task A_camera_that_is_away_at_the_start_is_an_error_unless_it_is_awaited()
    {
        using ScriptedSource source = new(frames: 5, isLive: true) { FailedConnections = [0, 1, 2] };
        await Assert.ThrowsAsync<VideoSourceException>(
            async () => await ReadAllAsync(detectors.Quick.DetectStreamAsync(source)));
        StreamOptions options = new() { AwaitSource = true, Backoff = TimeSpan.FromMilliseconds(1) };
        Assert.NotEmpty(await CollectAsync(detectors.Quick.DetectStreamAsync(source, options)));
    }

    [Fact]
    public async Task A_recording_that_breaks_off_is_an_error_to_the_caller()
    {
        using ScriptedSource source = new(frames: 20) { LossesBefore = [7] };
        int seen = 0;
        await Assert.ThrowsAsync<VideoSourceException>(async () =>
        {
            await foreach (FrameResult _ in detectors.Quick.DetectStreamAsync(source)) seen++;
        });
        Assert.InRange(seen, 0, 7);
        Assert.False(source.IsConnected);
    }

    [Fact]
    public async Task The_detector_can_be_changed_while_the_stream_runs()
    {
        using ScriptedSource source = new(frames: 60);
        StreamDetection stream = new(detectors.Quick, source);
        List<Size> boxes = [];
        await foreach (FrameResult result in stream)
        {
            boxes.Add(result.Detections.Objects[0].Box.Size.ToSize());
            if (result.Index == 20) stream.Detector = detectors.Slow;
        }
        Assert.Equal(60, boxes.Count);
        Assert.Equal(60, source.Connections * 60);
        Assert.True(
            boxes.Count(b => b.Width == 16) is >= 21 and <= 28,
            "the answers of the new detector begin within the frames read ahead");
    }

    [Fact]
    public async Task Each_inference_is_an_activity()
    {
        List<long> frames = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "DetectionSdk.Streaming",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => { lock (frames) frames.Add((long)activity.GetTagItem("frame")!); },
        };
        ActivitySource.AddActivityListener(listener);
        using ScriptedSource source = new(frames: 5);
        await ReadAllAsync(detectors.Quick.DetectStreamAsync(source));
        Assert.Equal([0, 1, 2, 3, 4], frames);
    }

    [Fact]
    public async Task Frames_and_network_buffers_come_from_a_pool()
    {
        using ScriptedSource source = new(frames: 300);
        HashSet<Mat> pictures = new(ReferenceEqualityComparer.Instance);
        await foreach (FrameResult result in detectors.Quick.DetectStreamAsync(source)) pictures.Add(result.Image);
        // two wait after each of three stages, one is in each, one is the caller's
        Assert.InRange(pictures.Count, 1, 10);
        Assert.All(pictures, picture => Assert.True(picture.IsDisposed));
    }

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        StreamOptions options = new();
        Assert.Equal((2, null, false), (options.ReadAhead, options.ReconnectAttempts, options.AwaitSource));
        Assert.Equal(
            [15, 5, 0.25, 2, 2],
            (
                (TimeSpan[])
                [
                    options.ConnectTimeout, options.FrameTimeout, options.Backoff, options.MaximumBackoff,
                    options.FrozenAfter
                ]).Select(t => t.TotalSeconds));
        Assert.Null(options.Tracking);
        TrackerOptions tracking = new();
        Assert.Equal(
            (0.5f, 0.1f, 0.6f, 30, false),
            (
                tracking.HighScore, tracking.LowScore, tracking.NewObjectScore, tracking.MemoryFrames,
                tracking.MatchClasses));
        Assert.Equal((0.2, 0.5), (tracking.MinimumIou, tracking.LowScoreMinimumIou));
    }

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void Options_out_of_range_are_named(StreamOptions options, string message)
    {
        using ScriptedSource source = new(frames: 1);
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new StreamDetection(detectors.Quick, source, options));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    public static TheoryData<StreamOptions, string> BadOptions => new()
    {
        { new StreamOptions { ReadAhead = 0 }, "StreamOptions.ReadAhead must be at least 1." },
        { new StreamOptions { FrameTimeout = TimeSpan.Zero }, "StreamOptions.FrameTimeout must be above zero." },
        {
            new StreamOptions { MaximumBackoff = TimeSpan.FromMilliseconds(1) },
            "StreamOptions.MaximumBackoff must be at least Backoff."
        },
        {
            new StreamOptions { ReconnectAttempts = -1 },
            "StreamOptions.ReconnectAttempts must be at least 0, or null."
        },
        {
            new StreamOptions { Tracking = new() { LowScore = 0.8f } },
            "TrackerOptions.HighScore must be in [LowScore, 1]."
        },
    };

    internal static async Task<List<FrameResult>> CollectAsync(
        IAsyncEnumerable<FrameResult> stream, Action<FrameResult>? onResult = null)
    {
        List<FrameResult> results = [];
        try
        {
            await foreach (FrameResult result in stream)
            {
                results.Add(result);
                onResult?.Invoke(result);
            }
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        return results;
    }

    private static async Task ReadAllAsync(IAsyncEnumerable<FrameResult> stream)
    {
        await foreach (FrameResult _ in stream) { }
    }
}
