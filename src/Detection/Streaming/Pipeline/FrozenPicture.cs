using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// Notices that the picture has stopped changing. Compares samples of every frame with those of the frame at which
/// stillness began, so that slow change is change. The noise of a camera is above the threshold, a picture that is
/// repeated or coded again almost alike below it.
/// </summary>
internal sealed class FrozenPicture(TimeSpan after) : IDisposable
{
    // Mean absolute difference per channel value, in 8-bit levels.
    private const double StillDifference = 0.2;

    private static readonly Size SampleSize = new(160, 90);

    private Mat _reference = new();
    private Mat _samples = new();
    private TimeSpan _since;

    /// <summary>Looks at the next frame; true when the picture has not changed for long enough.</summary>
    public bool Look(Mat frame, TimeSpan time)
    {
        // samples, no means: noise must survive
        Cv2.Resize(frame, _samples, SampleSize, 0, 0, InterpolationFlags.Nearest);
        if (IsStill() && time >= _since) return time - _since >= after;
        (_reference, _samples) = (_samples, _reference);
        _since = time;
        return false;
    }

    public void Dispose()
    {
        _reference.Dispose();
        _samples.Dispose();
    }

    private bool IsStill() =>
        _reference.Type() == _samples.Type() && !_reference.Empty()
        && Cv2.Norm(_reference, _samples, NormTypes.L1) <= StillDifference * _samples.Total() * _samples.Channels();
}
