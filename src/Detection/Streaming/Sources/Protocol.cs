using System.Globalization;
using DetectionSdk.Imaging.Video;

namespace DetectionSdk.Streaming;

/// <summary>What ffmpeg has to be told about the protocols of addresses.</summary>
internal static class Protocol
{
    private static readonly string[] Cameras =
    [
        "rtsp", "rtsps", "rtp", "srtp", "udp", "udplite", "tcp", "tls", "srt", "rist", "mms", "mmsh", "mmst", "rtmp",
        "rtmps", "rtmpt", "rtmpe", "rtmpte", "rtmpts",
    ];

    private static readonly string[] Web = ["http", "https", "ftp", "sftp"];

    // What ffmpeg hands on to any protocol that it opens itself.
    private static readonly string[] WithReadTimeout = [.. Web, "tcp", "tls", "udp", "rtmp", "rtmps", "rtmpt"];

    private static readonly Version RtspTimeout = new(5, 0);

    /// <summary>The protocol of an address in small letters; empty for a path.</summary>
    public static string Of(string address)
    {
        int mark = address.IndexOf("://", StringComparison.Ordinal);
        return mark < 0 ? "" : address[..mark].ToLowerInvariant();
    }

    /// <summary>Whether all streams of a protocol come at their own pace; null where they must be asked.</summary>
    public static bool? IsLive(string protocol) =>
        Cameras.Contains(protocol) ? true : Web.Contains(protocol) ? null : false;

    /// <summary>The arguments to try one after the other, unless the caller has decided.</summary>
    public static string[][] Ways(string protocol, IReadOnlyList<string> given) => protocol switch
    {
        "rtsp" when !given.Contains("-rtsp_transport") => [["-rtsp_transport", "tcp"], ["-rtsp_transport", "udp"]],
        "http" or "https" when !given.Contains("-f") => [[], ["-f", "mjpeg"]],
        _ => [[]],
    };

    /// <summary>The argument by which ffmpeg gives up a silent source.</summary>
    public static string[] Timeout(string protocol, TimeSpan limit, IReadOnlyList<string> given)
    {
        string? option = protocol is "rtsp" or "rtsps"
            ? FfmpegReader.InstalledVersion >= RtspTimeout ? "-timeout" : "-stimeout"
            : WithReadTimeout.Contains(protocol) ? "-rw_timeout" : null;
        return option is null || given.Contains(option)
            ? []
            : [option, ((long)limit.TotalMicroseconds).ToString(CultureInfo.InvariantCulture)];
    }
}
