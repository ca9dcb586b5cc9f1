using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// The frames of a video file, in their order, as OpenCV decodes them. Not live: it waits for the detector.
/// </summary>
public sealed class FileSource : VideoSource
{
    private readonly string _path;
    private VideoCapture? _capture;
    private double _framesPerSecond;

    /// <param name="path">A video file.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public FileSource(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"'{path}' is neither a video file, nor a folder of images, nor a camera (/dev/video0), nor an "
                + "address (rtsp://...).", path);
        NativeOpenCv.Require();
        _path = path;
    }

    /// <summary>Whether the clip starts anew at its end, for ever. Default false.</summary>
    public bool Loop { get; init; }

    /// <inheritdoc/>
    public override string Name => Path.GetFileName(_path);

    /// <inheritdoc/>
    public override bool IsLive => false;

    /// <inheritdoc/>
    public override double? FramesPerSecond => _framesPerSecond is > 0 and < 1000 ? _framesPerSecond : null;

    /// <inheritdoc/>
    public override void Connect(CancellationToken cancellationToken)
    {
        Disconnect();
        _capture = new VideoCapture(_path, VideoCaptureAPIs.FFMPEG);
        if (_capture.IsOpened())
        {
            _framesPerSecond = _capture.Fps;
            return;
        }
        Disconnect();
        throw new VideoSourceException(
            $"'{_path}' is damaged or no video that OpenCV decodes; if ffmpeg does, use FfmpegSource.");
    }

    /// <inheritdoc/>
    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (_capture!.Read(frame) && !frame.Empty()) return true;
        if (!Loop) return false;
        Connect(cancellationToken);
        return _capture.Read(frame) && !frame.Empty();
    }

    /// <inheritdoc/>
    public override void Disconnect()
    {
        _capture?.Dispose();
        _capture = null;
    }
}
