using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>Gives the frames of another source at a steady rate, as a camera would.</summary>
internal sealed class PacedSource : VideoSource
{
    private readonly VideoSource _inner;
    private readonly double _framesPerSecond;
    private long _start;
    private long _frames;

    public PacedSource(VideoSource inner, double framesPerSecond)
    {
        if (!(framesPerSecond is > 0 and <= 1000))
            throw new ArgumentOutOfRangeException(
                nameof(framesPerSecond), framesPerSecond, "Frames per second must be in (0, 1000].");
        _inner = inner;
        _framesPerSecond = framesPerSecond;
    }

    public override string Name => _inner.Name;

    public override bool IsLive => true;

    public override double? FramesPerSecond => _framesPerSecond;

    public override IReadOnlyList<string> Problems => _inner.Problems;

    public override void Connect(CancellationToken cancellationToken)
    {
        _inner.Connect(cancellationToken);
        _start = Stopwatch.GetTimestamp();
        _frames = 0;
    }

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        TimeSpan due = TimeSpan.FromSeconds(_frames / _framesPerSecond) - Stopwatch.GetElapsedTime(_start);
        if (due > TimeSpan.Zero && cancellationToken.WaitHandle.WaitOne(due))
            throw new OperationCanceledException(cancellationToken);
        _frames++;
        return _inner.Read(frame, cancellationToken);
    }

    public override void Disconnect() => _inner.Disconnect();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _inner.Dispose();
    }
}
