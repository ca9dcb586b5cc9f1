using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Rewrites a video clip frame by frame, without loss, as FFV1 in AVI (Matroska would put a random number into every
/// file). Codecs need even sides: an odd last column or row is cut off.
/// </summary>
public static class ClipRewriter
{
    /// <summary>Extension of the clips that are written.</summary>
    public const string Extension = ".avi";

    private static readonly string[] Extensions = [".mp4", ".avi", ".mkv", ".mov", ".m4v", ".webm", ".mpg", ".mpeg"];

    /// <summary>Whether a path looks like a clip, by its extension.</summary>
    public static bool IsClip(string path) =>
        Extensions.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Rewrites a clip.</summary>
    /// <param name="source">The clip; only read.</param>
    /// <param name="output">The file to write; it appears whole or not at all.</param>
    /// <param name="change">
    /// Gives a new 8-bit BGR frame, disposed here, for a frame and its number from 0. All must have one size.
    /// </param>
    /// <param name="progress">Told the number of frames done.</param>
    /// <param name="cancellationToken">Stops between two frames; nothing is written.</param>
    /// <returns>The number and the size of the written frames.</returns>
    /// <exception cref="DegradationException">
    /// The output is the clip itself, the clip cannot be read or holds no frame, the frames differ in size, or the
    /// output cannot be written.
    /// </exception>
    public static (int Frames, Size Size) Run(
        string source, string output, Func<Mat, int, Mat> change, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        OutputFile.RequireApart(source, output);
        using VideoCapture capture = new(source, VideoCaptureAPIs.FFMPEG);
        if (!capture.IsOpened())
            throw new DegradationException($"'{source}' does not exist or is no clip that OpenCV reads.");

        string temporary = OutputFile.Temporary(Path.GetFullPath(output));
        try
        {
            (int frames, Size size) = Write(capture, temporary, change, progress, cancellationToken);
            if (frames == 0) throw new DegradationException($"'{source}' holds no frame.");
            File.Move(temporary, output, overwrite: true);
            return (frames, size);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static (int Frames, Size Size) Write(
        VideoCapture capture, string path, Func<Mat, int, Mat> change, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        using VideoWriter writer = new();
        using Mat frame = new();
        Size size = default;
        int count = 0;
        while (capture.Read(frame) && !frame.Empty())
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Mat changed = change(frame, count);
            Size even = new(changed.Width / 2 * 2, changed.Height / 2 * 2);
            if (count == 0) Open(writer, path, capture.Fps, size = even);
            if (even != size)
                throw new DegradationException(
                    $"Frame {count} is {even.Width} x {even.Height} pixels, the first was {size.Width} x "
                    + $"{size.Height}; expected one size.");
            using Mat cut = changed[0, even.Height, 0, even.Width];
            writer.Write(cut);
            count++;
            progress?.Report(count);
        }
        return (count, size);
    }

    private static void Open(VideoWriter writer, string path, double framesPerSecond, Size size)
    {
        bool opened = size.Width > 0 && size.Height > 0
            && writer.Open(
                path, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), framesPerSecond > 0 ? framesPerSecond : 25,
                size);
        if (!opened)
            throw new DegradationException(
                $"'{path}' cannot be written as FFV1 of {size.Width} x {size.Height} pixels.");
    }
}
