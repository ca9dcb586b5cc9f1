using DetectionSdk.Imaging;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// Whatever ffmpeg reads (rtsp, http, udp, HLS, files, ...), by an ffmpeg process that pipes raw frames. ffmpeg, 4.4 or
/// newer, is found on PATH. The address is passed as one argument and never through a shell. A size that changes inside
/// the stream changes the frames. Where a camera does not answer the usual way, RTSP is tried over UDP after TCP, and
/// HTTP as plain MJPEG after what it says that it is.
/// </summary>
public sealed class FfmpegSource : VideoSource
{
    private readonly string _address;
    private readonly string _protocol;
    private FfmpegReader? _stream;
    private string[]? _way;
    private bool? _isLive;
    private double? _framesPerSecond;

    /// <param name="address">Address or path.</param>
    /// <param name="isLive">
    /// Whether frames come at the source's own pace; null to ask the stream. Protocols of cameras (rtsp, udp, rtmp,
    /// ...) are live and files are not. Of what comes by HTTP or FTP, a stream that knows its length is a recording;
    /// one that does not is live, unless it comes several times faster than it plays.
    /// </param>
    public FfmpegSource(string address, bool? isLive = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        NativeOpenCv.Require();
        bool isFile = File.Exists(address);
        _address = isFile ? "file:" + Path.GetFullPath(address) : address;
        _protocol = Protocol.Of(_address);
        Name = isFile ? address : AddressName.Of(address);
        _isLive = isLive ?? Protocol.IsLive(_protocol);
    }

    /// <summary>
    /// Arguments for ffmpeg before its input, each an element of its own; for example "-rtsp_transport", "udp".
    /// </summary>
    public IReadOnlyList<string> InputArguments { get; init; } = [];

    /// <summary>
    /// A network source that sends nothing for this long is given up, also when this program is gone. Above 0, default
    /// 10 s.
    /// </summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The address without user, password, query and whatever else may be secret.</summary>
    public override string Name { get; }

    /// <summary>True until <see cref="Connect"/> where the stream must be asked.</summary>
    public override bool IsLive => _isLive ?? true;

    /// <inheritdoc/>
    public override double? FramesPerSecond => _framesPerSecond;

    /// <inheritdoc/>
    public override TimeSpan? FrameTime => _stream?.FrameTime;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => !IsLive && _stream?.FirstError is { } error
        ? [$"'{Name}' is damaged in places, frames may be missing or wrong: {error}."]
        : [];

    /// <inheritdoc/>
    public override void Connect(CancellationToken cancellationToken)
    {
        Disconnect();
        _stream = Open(cancellationToken);
        if (_isLive is not null) return;
        _isLive = StreamPace.IsLive(_stream);
        cancellationToken.ThrowIfCancellationRequested();
        if (_isLive.Value || _stream.FrameCount == 0) return;
        // Frames of a recording were read to see its pace.
        Disconnect();
        _stream = Open(cancellationToken);
    }

    /// <inheritdoc/>
    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (_stream!.Read(frame)) return true;
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsLive) _stream.RequireWhole();
        else if (!StreamPace.IsAtEnd(_stream)) throw _stream.Failure("closed the connection");
        return false;
    }

    /// <inheritdoc/>
    public override void Disconnect()
    {
        _stream?.Dispose();
        _stream = null;
    }

    // The way that worked is kept; of several that do not, the first one's failure tells most.
    private FfmpegReader Open(CancellationToken cancellationToken)
    {
        VideoSourceException? first = null;
        foreach (string[] way in _way is null ? Protocol.Ways(_protocol, InputArguments) : [_way])
        {
            try
            {
                FfmpegReader stream = FfmpegReader.Open(Arguments(way), _address, Name, cancellationToken);
                _way = way;
                _framesPerSecond = stream.FramesPerSecond;
                return stream;
            }
            catch (VideoSourceException failure)
            {
                first ??= failure;
            }
        }
        throw first!;
    }

    private IEnumerable<string> Arguments(string[] way) =>
    [
        .. _isLive is true ? ["-flags", "low_delay"] : Array.Empty<string>(),
        .. _isLive is false ? Array.Empty<string>() : ["-analyzeduration", "1000000", "-fpsprobesize", "0"],
        .. Protocol.Timeout(_protocol, ReadTimeout, InputArguments), .. way, .. InputArguments,
    ];
}
