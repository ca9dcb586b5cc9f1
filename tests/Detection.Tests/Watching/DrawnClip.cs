using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.Watching;

/// <summary>A recording of 25 frames per second that a test draws.</summary>
internal sealed class DrawnClip(int frames, Func<int, Mat> draw) : VideoSource
{
    private int _next;

    public override string Name => "drawn";

    public override bool IsLive => false;

    public override double? FramesPerSecond => 25;

    public override void Connect(CancellationToken cancellationToken) => _next = 0;

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (_next == frames) return false;
        using Mat picture = draw(_next++);
        picture.CopyTo(frame);
        return true;
    }

    public override void Disconnect()
    {
    }
}
