using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>One frame of a camera, what is in it, and the counts so far.</summary>
public sealed class WatchedFrame
{
    /// <summary>The frame and all that was found, whatever its class.</summary>
    public required FrameResult Result { get; init; }

    /// <summary>The camera.</summary>
    public required WatchStatus Status { get; init; }

    /// <summary>The objects that count, with their identity where they are followed.</summary>
    public required IReadOnlyList<WatchedObject> Objects { get; init; }

    /// <summary>The zones.</summary>
    public required IReadOnlyList<ZoneCount> Zones { get; init; }

    /// <summary>The lines.</summary>
    public required IReadOnlyList<LineCount> Lines { get; init; }

    /// <summary>Draws zones, lines and objects on a copy of the picture.</summary>
    /// <returns>A new 8-bit BGR Mat; the caller disposes it.</returns>
    public Mat Draw() => WatchDrawing.Draw(this);
}
