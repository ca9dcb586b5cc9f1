using DetectionSdk.Degradation;
using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Examples.CameraStream.Cameras;

/// <summary>
/// Another source seen through a worse camera. How much worse can be changed while it runs. Disposes the other source
/// with itself.
/// </summary>
internal sealed class DegradedSource(VideoSource inner, DegradationStrength strength) : VideoSource
{
    private readonly Mat _clean = new();
    private DegradationPlan? _plan;
    private double _planned;
    private int _frame;

    public override string Name => inner.Name;

    public override bool IsLive => inner.IsLive;

    public override double? FramesPerSecond => inner.FramesPerSecond;

    public override TimeSpan? FrameTime => inner.FrameTime;

    public override IReadOnlyList<string> Problems => inner.Problems;

    public override void Connect(CancellationToken cancellationToken) => inner.Connect(cancellationToken);

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        double now = strength.Value;
        if (now == 0) return inner.Read(frame, cancellationToken);
        if (!inner.Read(_clean, cancellationToken)) return false;
        if (_plan is null || _planned != now || _plan.InputSize != _clean.Size())
            _plan = DegradationStrength.Plan(now, _clean.Size());
        _planned = now;
        using Mat degraded = _plan.ForFrame(_frame++ & 0xFFFF).Apply(_clean);
        degraded.CopyTo(frame);
        return true;
    }

    public override void Disconnect() => inner.Disconnect();

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        inner.Dispose();
        _clean.Dispose();
    }
}
