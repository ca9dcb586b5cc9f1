namespace DetectionSdk.Streaming;

/// <summary>
/// What cannot be seen from an address alone. All of it has a default that fits almost every source. Immutable.
/// </summary>
public sealed record VideoSourceOptions
{
    /// <summary>
    /// Whether frames come at the source's own pace, as from a camera. Null, the default, asks the stream: see
    /// <see cref="FfmpegSource"/>.
    /// </summary>
    public bool? IsLive { get; init; }

    /// <summary>Whether a clip starts anew at its end, for ever. Default false.</summary>
    public bool Loop { get; init; }

    /// <summary>
    /// Arguments for ffmpeg before its input, each an element of its own: transport, format and whatever else ffmpeg
    /// knows, for example <c>["-rtsp_transport", "udp"]</c> or <c>["-f", "mjpeg"]</c>.
    /// </summary>
    public IReadOnlyList<string> InputArguments { get; init; } = [];

    /// <summary>
    /// A network source that sends nothing for this long is given up, also when this program is gone. Above 0, default
    /// 10 s.
    /// </summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    internal bool NeedsFfmpeg => IsLive is true || InputArguments.Count > 0;
}
