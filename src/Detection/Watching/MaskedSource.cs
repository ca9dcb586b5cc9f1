using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// Another source with parts of its pictures black, and with rules that fit its pictures. Disposes the other with
/// itself.
/// </summary>
internal sealed class MaskedSource(VideoSource inner, string? name, WatchRules rules) : VideoSource
{
    private readonly Point[][] _masks = [.. rules.Masks.Select(mask => mask.Select(p => p.ToPoint()).ToArray())];
    private Size _fitting;

    /// <summary>Told why the source was lost, on the thread that reads it; also when it is asked to stop.</summary>
    public event Action<string>? Lost;

    public override string Name => name ?? inner.Name;

    public override bool IsLive => inner.IsLive;

    public override double? FramesPerSecond => inner.FramesPerSecond;

    public override TimeSpan? FrameTime => inner.FrameTime;

    public override IReadOnlyList<string> Problems => inner.Problems;

    public override void Connect(CancellationToken cancellationToken) => inner.Connect(cancellationToken);

    public override bool Read(Mat frame, CancellationToken cancellationToken)
    {
        if (!ReadInner(frame, cancellationToken)) return false;
        if (frame.Size() != _fitting) Fit(frame.Size());
        if (_masks.Length > 0) Cv2.FillPoly(frame, _masks, Scalar.Black);
        return true;
    }

    public override void Disconnect() => inner.Disconnect();

    private bool ReadInner(Mat frame, CancellationToken cancellationToken)
    {
        try
        {
            return inner.Read(frame, cancellationToken);
        }
        catch (Exception loss) when (IsLive)
        {
            Lost?.Invoke(loss is OperationCanceledException ? "it gives no frames" : loss.Message);
            throw;
        }
    }

    // A mask of a picture that was smaller would show what it is to hide.
    private void Fit(Size picture)
    {
        if (_fitting != default && rules.HasPlaces)
            throw new WatchRulesException(
                $"'{Name}' changes its picture from {_fitting.Width} x {_fitting.Height} to {picture.Width} x "
                + $"{picture.Height} pixels; zones, lines and masks are for the former.");
        rules.RequireFit(picture);
        _fitting = picture;
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) inner.Dispose();
    }
}
