using System.Diagnostics;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>Tells a camera from a recording by what the stream says and by how fast it comes.</summary>
internal static class StreamPace
{
    // Times as fast as it plays.
    private const double Recording = 3;

    // Formats without an end or without times.
    private static readonly string[] LiveFormats = ["mpjpeg", "mjpeg", "hls", "dash"];

    // Servers of cameras send what they have kept at once.
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(0.5), Look = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LastFrames = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether a stream that has just been opened comes at its own pace. Reads some frames where it does not say how
    /// long it is.
    /// </summary>
    public static bool IsLive(FfmpegReader stream)
    {
        if (stream.Duration is not null) return false;
        if (stream.Format.Split(',').Any(LiveFormats.Contains)) return true;
        using Mat frame = new();
        long start = Stopwatch.GetTimestamp();
        if (!stream.Read(frame)) return true;
        TimeSpan? first = stream.FrameTime;
        if (!ReadFor(Burst, stream, frame)) return !IsFast(first, stream, Stopwatch.GetElapsedTime(start));
        (TimeSpan? before, long from) = (stream.FrameTime, Stopwatch.GetTimestamp());
        return ReadFor(Look, stream, frame)
            ? !IsFast(before, stream, Stopwatch.GetElapsedTime(from))
            : !IsFast(first, stream, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Whether a live stream that has an end, such as a recording by RTSP, has come to it.</summary>
    public static bool IsAtEnd(FfmpegReader stream) =>
        stream.Duration is { } duration && stream.FrameTime is { } time && time + LastFrames >= duration;

    private static bool ReadFor(TimeSpan time, FfmpegReader stream, Mat frame)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
            if (!stream.Read(frame)) return false;
        return true;
    }

    // One picture alone, as a camera's snapshot, has no pace; asking for it again would be no camera either.
    private static bool IsFast(TimeSpan? from, FfmpegReader stream, TimeSpan elapsed) =>
        stream.FrameCount == 1 || stream.FrameTime - from > Recording * elapsed;
}
