using DetectionSdk.Tracking;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>One frame of a stream and what was found in it.</summary>
public sealed class FrameResult
{
    /// <summary>Name of the source.</summary>
    public required string Source { get; init; }

    /// <summary>Number of the frame among all that were captured, from 0. Dropped frames leave holes.</summary>
    public required long Index { get; init; }

    /// <summary>
    /// For a live source the time since the stream began; else the time of the frame in the recording, and where that
    /// is not known <see cref="Index"/> / frames per second, 1 per second where there is no rate either.
    /// </summary>
    public required TimeSpan Time { get; init; }

    /// <summary>
    /// The frame, 8-bit BGR. The stream owns it and reuses its memory: it is valid until the next result is asked for;
    /// clone it to keep it. Until then it may be drawn on.
    /// </summary>
    public required Mat Image { get; init; }

    /// <summary>What was found. Owns its data.</summary>
    public required DetectionResult Detections { get; init; }

    /// <summary>
    /// The objects with an identity that lasts from frame to frame; empty without <see cref="StreamOptions.Tracking"/>.
    /// </summary>
    public required IReadOnlyList<TrackedObject> Tracks { get; init; }

    /// <summary>Whether objects are followed, so that <see cref="Tracks"/> says something.</summary>
    public required bool IsTracked { get; init; }

    /// <summary>Time per stage.</summary>
    public required FrameTimings Timings { get; init; }

    /// <summary>From the arrival of the frame to the delivery of this result.</summary>
    public required TimeSpan Latency { get; init; }

    /// <summary>Results so far, this one included.</summary>
    public required long Processed { get; init; }

    /// <summary>
    /// Frames that were dropped before this one: <see cref="Index"/> + 1 = <see cref="Processed"/> +
    /// <see cref="Dropped"/>.
    /// </summary>
    public required long Dropped { get; init; }

    /// <summary>Whether the picture has not changed for <see cref="StreamOptions.FrozenAfter"/>.</summary>
    public required bool IsFrozen { get; init; }

    /// <summary>
    /// The interruption that ended before this frame; null when there was none. Several are reported one by one.
    /// </summary>
    public required StreamGap? Gap { get; init; }
}
