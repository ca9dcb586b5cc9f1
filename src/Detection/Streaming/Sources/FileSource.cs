using DetectionSdk.Imaging;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// The frames of a video file, in their order. An ffmpeg process decodes them, or OpenCV where ffmpeg is absent, which
/// is right for plain files alone: one size, one pixel format. Not live: it waits for the detector.
/// </summary>
public sealed class FileSource : VideoSource
{
    private readonly string _path;
    private VideoFileReader? _reader;
    private TimeSpan _begin;
    private double? _framesPerSecond;
    private IReadOnlyList<string> _problems = [];

    /// <param name="path">A video file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public FileSource(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw NotFound(path);
        NativeOpenCv.Require();
        _path = path;
    }

    /// <summary>Whether the clip starts anew at its end, for ever; its time goes on. Default false.</summary>
    public bool Loop { get; init; }

    /// <inheritdoc/>
    public override string Name => Path.GetFileName(_path);

    /// <inheritdoc/>
    public override bool IsLive => false;

    /// <inheritdoc/>
    public override double? FramesPerSecond => _framesPerSecond;

    /// <inheritdoc/>
    public override TimeSpan? FrameTime => _begin + _reader?.FrameTime;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Problems => _reader?.Problem is { } problem ? [problem] : _problems;

    /// <inheritdoc/>
    public override void Connect(CancellationToken cancellationToken)
    {
        Disconnect();
        _begin = TimeSpan.Zero;
        _problems = [];
        _reader = VideoFileReader.Open(_path, cancellationToken);
        _framesPerSecond = _reader.FramesPerSecond;
    }

    /// <inheritdoc/>
    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (_reader!.Read(frame)) return true;
        if (!Loop) return false;
        TimeSpan end = FrameTime + TimeSpan.FromSeconds(1 / (FramesPerSecond ?? 25)) ?? _begin;
        Connect(cancellationToken);
        _begin = end;
        return _reader.Read(frame);
    }

    /// <inheritdoc/>
    public override void Disconnect()
    {
        _problems = Problems;
        _reader?.Dispose();
        _reader = null;
    }

    internal static FileNotFoundException NotFound(string address)
    {
        string name = AddressName.Of(address);
        return new FileNotFoundException(
            $"'{name}' is neither a video file, nor a folder of images, nor a camera (/dev/video0), nor an address "
            + "(rtsp://...).", name);
    }
}
