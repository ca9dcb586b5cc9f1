using DetectionSdk.Degradation;
using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>The low-resolution copy of a clip that goes with fitted networks.</summary>
public static class LowResolutionClip
{
    /// <summary>Shrinks the frames bicubically and codes them as H.264.</summary>
    /// <param name="clip">The clip; only read. Its frames lose what is beyond a multiple of twice the scale.</param>
    /// <param name="output">The MP4 file to write; appears whole or not at all.</param>
    /// <param name="scale">By how much; at least 1.</param>
    /// <param name="rateFactor">Constant rate factor of H.264, 0 (best) .. 51 (worst).</param>
    /// <param name="cancellationToken">Stops between two frames.</param>
    /// <returns>Number and size of the frames.</returns>
    /// <exception cref="VideoSourceException">
    /// The clip cannot be read, or there is no ffmpeg that codes it.
    /// </exception>
    /// <exception cref="DegradationException">Its frames differ in size, or a file cannot be written.</exception>
    /// <exception cref="TrainingException">Its frames are too small.</exception>
    public static (int Frames, Size Size) Write(
        string clip, string output, int scale, int rateFactor, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scale, 1);
        string lossless = Path.GetFullPath(output) + ".lossless" + ClipRewriter.Extension;
        try
        {
            (int frames, Size size, _) = ClipRewriter.Run(
                clip, lossless, (frame, _) => Shrink(clip, frame, scale), cancellationToken: cancellationToken);
            if (frames == 0) throw new TrainingException($"Clip '{clip}' holds no frame.");
            H264Codec.Encode(lossless, output, rateFactor);
            return (frames, size);
        }
        finally
        {
            File.Delete(lossless);
        }
    }

    private static Mat Shrink(string clip, Mat frame, int scale)
    {
        Size low = new(frame.Width / scale & ~1, frame.Height / scale & ~1);
        if (low.Width < FrontEndBundle.SmallestTile || low.Height < FrontEndBundle.SmallestTile)
            throw new TrainingException(
                $"Clip '{clip}' has frames of {frame.Width} x {frame.Height} pixels, {low.Width} x {low.Height} at 1 / "
                + $"{scale}; expected at least {FrontEndBundle.SmallestTile}.");
        using Mat whole = frame[0, low.Height * scale, 0, low.Width * scale];
        return new DegradationPlan(
            whole.Size(), [new ResizeStep(low.Width, low.Height, ResizeMethod.AntialiasedBicubic)]).Apply(whole);
    }
}
