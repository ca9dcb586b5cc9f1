using DetectionSdk.Imaging.Video;
using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Examples.CameraFleet.Watching;

/// <summary>
/// Some frames of a clip that plays for ever as a camera with a recorder does: a frame can be read from the moment on
/// at which it is taken, and any time later.
/// </summary>
/// <param name="camera">The camera; its rate is known.</param>
/// <param name="started">When frame 0 is taken.</param>
/// <param name="first">First frame to read.</param>
/// <param name="count">Number of frames to read.</param>
internal sealed class RecordedCamera(CameraSettings camera, DateTimeOffset started, long first, int count) : VideoSource
{
    private readonly double _rate = camera.RecordedRate!.Value;

    private VideoFileReader? _clip;
    private int _read;

    public override string Name => camera.Name;

    public override bool IsLive => false;

    public override double? FramesPerSecond => _rate;

    public override void Connect(CancellationToken cancellationToken)
    {
        _clip = VideoFileReader.Open(camera.Address, cancellationToken);
        _read = 0;
        using Mat frame = new();
        long length = 0;
        for (long left = first; left > 0; left--, length++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_clip.Read(frame)) continue;
            if (length == 0) throw new VideoSourceException($"'{camera.Address}' has no frame.");
            left = left % length + 1; // one more, which this round takes away
            length = -1; // nought after this round
            Rewind(cancellationToken);
        }
    }

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (_read == count) return false;
        TimeSpan early = started.AddSeconds((first + _read) / _rate) - DateTimeOffset.UtcNow;
        if (early > TimeSpan.Zero && cancellationToken.WaitHandle.WaitOne(early)) return false;
        if (!_clip!.Read(frame))
        {
            Rewind(cancellationToken);
            if (!_clip.Read(frame)) throw new VideoSourceException($"'{camera.Address}' has no frame.");
        }
        _read++;
        return true;
    }

    public override void Disconnect()
    {
        _clip?.Dispose();
        _clip = null;
    }

    private void Rewind(CancellationToken token)
    {
        _clip?.Dispose();
        _clip = VideoFileReader.Open(camera.Address, token);
    }
}
