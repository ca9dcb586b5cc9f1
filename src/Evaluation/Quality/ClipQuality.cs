using DetectionSdk.Imaging.Video;
using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>Compares clips frame by frame.</summary>
public static class ClipQuality
{
    /// <summary>Mean over the frames of <see cref="ImageQuality.Psnr"/>, in decibels.</summary>
    /// <param name="reference">The clip to compare with; cut at the right and below to the size of the other.</param>
    /// <param name="clip">The clip to judge.</param>
    /// <param name="change">
    /// Makes a new 8-bit BGR frame, disposed here, of one of the clip and its number from 0; null: as it is.
    /// </param>
    /// <param name="cancellationToken">Stops between two frames.</param>
    /// <exception cref="VideoSourceException">A clip cannot be read.</exception>
    /// <exception cref="EvaluationException">
    /// The clips differ in their number of frames, hold none, or a frame is larger than the reference's.
    /// </exception>
    public static double Psnr(
        string reference, string clip, Func<Mat, int, Mat>? change = null,
        CancellationToken cancellationToken = default)
    {
        using VideoFileReader references = VideoFileReader.Open(reference, cancellationToken);
        using VideoFileReader frames = VideoFileReader.Open(clip, cancellationToken);
        using Mat expected = new(), frame = new();
        double sum = 0;
        int count = 0;
        for (; frames.Read(frame); count++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!references.Read(expected)) throw Differ(count);
            using Mat changed = change?.Invoke(frame, count) ?? frame[0, frame.Height, 0, frame.Width];
            sum += Compare(expected, changed);
        }
        if (count == 0 || references.Read(expected)) throw Differ(count);
        return sum / count;

        double Compare(Mat whole, Mat changed)
        {
            if (changed.Width > whole.Width || changed.Height > whole.Height)
                throw new EvaluationException(
                    $"Frame {count} of '{clip}' is {changed.Width} x {changed.Height} pixels, that of '{reference}' "
                    + $"{whole.Width} x {whole.Height}; expected at most as many.");
            using Mat part = whole[0, changed.Height, 0, changed.Width];
            return ImageQuality.Psnr(part, changed);
        }

        EvaluationException Differ(int frames) => new(
            $"'{clip}' has {(frames == 0 ? "no frame" : $"not as many frames as '{reference}'")}; expected as many.");
    }
}
