using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// Whatever ffmpeg reads (rtsp, http, udp, HLS, ...), by an ffmpeg process that pipes raw frames. ffmpeg is found on
/// PATH. The address is passed as one argument and never through a shell. Colours follow BT.601, as in OpenCV's own
/// decoder; an odd side loses its last pixel.
/// </summary>
public sealed class FfmpegSource : VideoSource
{
    private static readonly string[] RecordingExtensions =
    [
        ".mp4", ".avi", ".mkv", ".mov", ".m4v", ".webm", ".mpg", ".mpeg"
    ];

    private readonly string _address;
    private readonly Mat _planes = new();
    private FfmpegProcess? _process;
    private Y4mHeader _header;

    /// <param name="address">Address or path.</param>
    /// <param name="isLive">
    /// Whether frames come at the source's own pace; null to tell by the address: all but files (.mp4 and the like) are
    /// live.
    /// </param>
    public FfmpegSource(string address, bool? isLive = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        NativeOpenCv.Require();
        _address = address;
        Name = WithoutSecrets(address);
        IsLive = isLive ?? !RecordingExtensions.Contains(Path.GetExtension(Name), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Arguments for ffmpeg before its input, each an element of its own; for example "-rtsp_transport", "udp".
    /// </summary>
    public IReadOnlyList<string> InputArguments { get; init; } = [];

    /// <summary>The address without user, password and query.</summary>
    public override string Name { get; }

    /// <inheritdoc/>
    public override bool IsLive { get; }

    /// <inheritdoc/>
    public override double? FramesPerSecond => _header.FramesPerSecond;

    /// <inheritdoc/>
    public override void Connect(CancellationToken cancellationToken)
    {
        Disconnect();
        _process = FfmpegProcess.Start(Arguments(), _address, Name, cancellationToken);
        _header = _process.Header;
        // I420: luma, then two quarter planes
        _planes.Create(_header.Size.Height * 3 / 2, _header.Size.Width, MatType.CV_8UC1);
    }

    /// <inheritdoc/>
    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (!_process!.ReadFrame(_planes))
        {
            cancellationToken.ThrowIfCancellationRequested();
            return IsLive ? throw _process.Failure("closed the connection") : false;
        }
        Cv2.CvtColor(_planes, frame, ColorConversionCodes.YUV2BGR_I420);
        return true;
    }

    /// <inheritdoc/>
    public override void Disconnect()
    {
        _process?.Dispose();
        _process = null;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _planes.Dispose();
    }

    private IEnumerable<string> Arguments()
    {
        string[] transport = _address.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase)
            && InputArguments.Count == 0
            ? ["-rtsp_transport", "tcp"]
            : [];
        string[] latency = IsLive ? ["-flags", "low_delay", "-analyzeduration", "1000000", "-fpsprobesize", "0"] : [];
        return
        [
            .. transport, .. latency, .. InputArguments, "-i", _address,
            "-map", "0:v:0", "-vsync", "passthrough", "-vf", "crop=trunc(iw/2)*2:trunc(ih/2)*2",
            "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "pipe:1",
        ];
    }

    private static string WithoutSecrets(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && !uri.IsFile
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped)
            : address;
}
