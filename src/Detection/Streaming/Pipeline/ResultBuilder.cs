using System.Diagnostics;
using DetectionSdk.Tracking;

namespace DetectionSdk.Streaming;

/// <summary>
/// The last stage, on the caller's thread while the next inference runs: decodes the answer, follows the objects, sums
/// up.
/// </summary>
internal sealed class ResultBuilder(StreamDetection stream)
{
    private readonly ObjectTracker? _tracker = stream.Options.Tracking is { } tracking
        ? new ObjectTracker(tracking)
        : null;
    private long _processed;
    private long _lastIndex = -1;

    public FrameResult Build(StreamFrame frame, StreamGap? gap)
    {
        DetectionResult found = frame.Decode();
        long decoded = Stopwatch.GetTimestamp();
        IReadOnlyList<TrackedObject> tracks = _tracker?.Update(found.Objects, frame.Index - _lastIndex) ?? [];
        TimeSpan tracking = Stopwatch.GetElapsedTime(decoded), latency = frame.Age;
        _lastIndex = frame.Index;
        _processed++;
        StreamTelemetry.Processed(stream.Source.Name, found.Timings, latency);
        return new FrameResult
        {
            Source = stream.Source.Name,
            Index = frame.Index,
            Time = frame.Time,
            Image = frame.Image,
            Detections = found,
            Tracks = tracks,
            IsTracked = _tracker is not null,
            Timings = new FrameTimings(
                frame.Capture, found.Timings.FrontEnd, found.Timings.Preprocess, found.Timings.Inference,
                found.Timings.Postprocess, tracking, latency - found.Timings.Total - tracking),
            Latency = latency,
            Processed = _processed,
            Dropped = frame.Index + 1 - _processed,
            IsFrozen = frame.IsFrozen,
            Gap = gap,
        };
    }
}
