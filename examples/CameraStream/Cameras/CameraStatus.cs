namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>What is known about a camera after its newest result. Immutable: threads pass it on as it is.</summary>
internal sealed record CameraStatus(string Name)
{
    /// <summary>Results per second over the last seconds.</summary>
    public double FramesPerSecond { get; init; }

    public double LatencyMilliseconds { get; init; }

    public double InferenceMilliseconds { get; init; }

    public int Objects { get; init; }

    public long Processed { get; init; }

    public long Dropped { get; init; }

    public int Gaps { get; init; }

    public bool IsFrozen { get; init; }

    /// <summary>Time stamp of the newest result; 0 before the first.</summary>
    public long Updated { get; init; }

    public bool HasEnded { get; init; }

    /// <summary>Why it ended, when that was an error.</summary>
    public string? Error { get; init; }
}
