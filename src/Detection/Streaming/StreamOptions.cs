using DetectionSdk.Tracking;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DetectionSdk.Streaming;

/// <summary>
/// How a stream buffers, recovers and looks at its frames. Immutable; checked when the stream is created.
/// </summary>
public sealed record StreamOptions
{
    /// <summary>
    /// Frames of a source which is not live that may wait after each of capture, preprocessing and inference. At least
    /// 1, default 2. A live source is never ahead: only its newest frame and one result wait.
    /// </summary>
    public int ReadAhead { get; init; } = 2;

    /// <summary>A live source that takes longer than this to open counts as lost. Above 0, default 15 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A live source that gives no frame for this long counts as lost. Above 0, default 5 s.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Wait before the first attempt to connect a lost live source again; doubled after every attempt that fails. Above
    /// 0, default 0.25 s.
    /// </summary>
    public TimeSpan Backoff { get; init; } = TimeSpan.FromSeconds(0.25);

    /// <summary>Longest wait between two attempts. At least <see cref="Backoff"/>, default 2 s.</summary>
    public TimeSpan MaximumBackoff { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Attempts to connect after a loss before the stream gives up and throws. At least 0; default null: it never gives
    /// up.
    /// </summary>
    public int? ReconnectAttempts { get; init; }

    /// <summary>
    /// Whether a live source that does not open at the start is tried again as after a loss. Default false: it is an
    /// error, since a wrong address looks the same.
    /// </summary>
    public bool AwaitSource { get; init; }

    /// <summary>
    /// A picture that has not changed for this long is reported as frozen: a stuck camera or a title card. Above 0,
    /// default 2 s.
    /// </summary>
    public TimeSpan FrozenAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Follows objects from frame to frame; null, the default, for detections only.</summary>
    public TrackerOptions? Tracking { get; init; }

    /// <summary>Told about losses and reconnections.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    internal void Validate()
    {
        if (ReadAhead < 1)
            throw new ArgumentOutOfRangeException(
                nameof(ReadAhead), ReadAhead, "StreamOptions.ReadAhead must be at least 1.");
        RequirePositive(ConnectTimeout, nameof(ConnectTimeout));
        RequirePositive(FrameTimeout, nameof(FrameTimeout));
        RequirePositive(Backoff, nameof(Backoff));
        RequirePositive(FrozenAfter, nameof(FrozenAfter));
        if (MaximumBackoff < Backoff)
            throw new ArgumentOutOfRangeException(
                nameof(MaximumBackoff), MaximumBackoff, "StreamOptions.MaximumBackoff must be at least Backoff.");
        if (ReconnectAttempts < 0)
            throw new ArgumentOutOfRangeException(
                nameof(ReconnectAttempts), ReconnectAttempts,
                "StreamOptions.ReconnectAttempts must be at least 0, or null.");
        ArgumentNullException.ThrowIfNull(Logger);
        Tracking?.Validate();
    }

    private static void RequirePositive(TimeSpan value, string name)
    {
        if (value <= TimeSpan.Zero)
            throw new ArgumentOutOfRangeException(name, value, $"StreamOptions.{name} must be above zero.");
    }
}
