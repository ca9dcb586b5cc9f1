using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// A video file, as OpenCV reads it where ffmpeg is absent. It ends without a word wherever it cannot go on, so that
/// its end is compared with what the file declares.
/// </summary>
internal sealed class OpenCvFileReader : VideoFileReader
{
    private const string Advice = "ffmpeg may read it: install it (Debian and Ubuntu: apt-get install ffmpeg)";

    private readonly string _path;
    private readonly VideoCapture _capture;
    private int _count;

    public OpenCvFileReader(string path)
    {
        NativeOpenCv.Require();
        _path = path;
        _capture = new VideoCapture(Path.GetFullPath(path), VideoCaptureAPIs.FFMPEG);
        if (_capture.IsOpened()) return;
        _capture.Dispose();
        throw new VideoSourceException($"'{path}' is damaged or no video that OpenCV decodes; {Advice}.");
    }

    public override double? FramesPerSecond => _capture.Fps is > 0 and < 1000 ? _capture.Fps : null;

    public override TimeSpan? FrameTime => TimeSpan.FromMilliseconds(Math.Max(0, _capture.PosMsec));

    public override string? Problem => null;

    public override bool Read(Mat frame)
    {
        if (_capture.Read(frame) && !frame.Empty())
        {
            _count++;
            return true;
        }
        // An index may count empty frames and those before a cut; it does not count twice as many.
        int declared = _capture.FrameCount;
        if (_count == 0 || _count < declared / 2)
            throw new VideoSourceException(
                $"'{_path}' ends early, is damaged or coded as OpenCV does not decode: {_count} of {declared} frames "
                + $"could be read; {Advice}.");
        return false;
    }

    protected override void Dispose(bool disposing) => _capture.Dispose();
}
