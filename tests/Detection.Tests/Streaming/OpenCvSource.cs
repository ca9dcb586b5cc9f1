using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Streaming;

/// <summary>A plain clip as OpenCV's own reader gives it: what other readers are compared with.</summary>
internal sealed class OpenCvSource(string path) : VideoSource
{
    private readonly VideoCapture _capture = new(path, VideoCaptureAPIs.FFMPEG);

    public override string Name => Path.GetFileName(path);

    public override bool IsLive => false;

    public override void Connect(CancellationToken cancellationToken) => Assert.True(_capture.IsOpened());

    public override bool Read(Mat frame, CancellationToken cancellationToken) =>
        _capture.Read(frame) && !frame.Empty();

    public override void Disconnect() => _capture.Dispose();
}
