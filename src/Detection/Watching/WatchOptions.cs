using DetectionSdk.Streaming;
using DetectionSdk.Tracking;

namespace DetectionSdk.Watching;

/// <summary>How a <see cref="CameraWatch"/> looks at its camera. Immutable.</summary>
public sealed record WatchOptions
{
    /// <summary>Names the camera in events. Default null: by its source.</summary>
    public string? Name { get; init; }

    /// <summary>What is looked for. Default: objects, wherever they are.</summary>
    public WatchRules Rules { get; init; } = new();

    /// <summary>
    /// How the stream is read. By default objects are followed; without <see cref="StreamOptions.Tracking"/> they have
    /// no identity, and no event tells of them.
    /// </summary>
    public StreamOptions Stream { get; init; } = new() { Tracking = new TrackerOptions() };

    /// <summary>Dates the events. Default: the machine's clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
