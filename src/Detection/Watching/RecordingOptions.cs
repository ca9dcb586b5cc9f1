namespace DetectionSdk.Watching;

/// <summary>How a <see cref="Recording"/> is kept. Immutable.</summary>
public sealed record RecordingOptions
{
    /// <summary>Length of one file. Above 0, default 10 minutes.</summary>
    public TimeSpan FileLength { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Most bytes that the recordings of one camera take in their folder; when a file ends the oldest are deleted.
    /// Default null: none is.
    /// </summary>
    public long? MostBytes { get; init; }

    /// <summary>
    /// Bytes of the disk that are left to others, such as the events: a recording ends before it takes them. Default
    /// 100 MiB.
    /// </summary>
    public long SpareBytes { get; init; } = 100L << 20;

    /// <summary>Dates the files. Default: the machine's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
