namespace DetectionSdk.Watching;

/// <summary>What is known about a camera after its newest result. Immutable.</summary>
/// <param name="Name">Name of the camera.</param>
public sealed record WatchStatus(string Name)
{
    /// <summary>Results per second over the last seconds.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>From the arrival of the newest frame to its result.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The run of the network on it.</summary>
    public TimeSpan Inference { get; init; }

    /// <summary>Objects in it.</summary>
    public int Objects { get; init; }

    /// <summary>Results so far.</summary>
    public long Processed { get; init; }

    /// <summary>Frames of a live camera that were dropped so far.</summary>
    public long Dropped { get; init; }

    /// <summary>How often the camera was lost and came back.</summary>
    public int Gaps { get; init; }

    /// <summary>Alarms so far.</summary>
    public int Alarms { get; init; }

    /// <summary>Whether the picture has stopped changing.</summary>
    public bool IsFrozen { get; init; }

    /// <summary>Time stamp of the newest result, of <see cref="TimeProvider.GetTimestamp"/>; 0 before it.</summary>
    public long Updated { get; init; }

    /// <summary>Whether the watch is over.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Why it ended, when that was an error.</summary>
    public string? Error { get; init; }

    /// <summary>Why an output, such as a recording, does nothing any more while the watch goes on.</summary>
    public string? Problem { get; init; }
}
