using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Rounds to 8 bit, then writes and reads the image with the x264 of the ffmpeg on PATH (4:2:0, one thread): the same
/// bytes again with the same ffmpeg. Sides are filled up to even ones for the codec, and cut back.
/// </summary>
/// <param name="RateFactor">Constant rate factor, 0 .. 51.</param>
/// <exception cref="VideoSourceException">Applying it: there is no ffmpeg, or it has no x264.</exception>
public sealed record H264Step([property: ParameterRange(0, 51)] int RateFactor) : DegradationStep
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"H.264 {RateFactor}";

    internal override void Apply(Workspace work)
    {
        using Mat pixels = PixelFormat.ToBytes(work.Image), even = new();
        Cv2.CopyMakeBorder(
            pixels, even, 0, pixels.Height % 2, 0, pixels.Width % 2, BorderTypes.Replicate);
        using Mat coded = H264Codec.RoundTrip(even, RateFactor);
        using Mat cut = coded[0, pixels.Height, 0, pixels.Width];
        PixelFormat.ToFloat(cut, work.Image);
    }
}
