using DetectionSdk.Imaging.Video;
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
    /// <returns>
    /// The number and the size of the written frames, and what is damaged in the clip, in words, or null.
    /// </returns>
    /// <exception cref="VideoSourceException">The clip cannot be read, or not to its end.</exception>
    /// <exception cref="DegradationException">
    /// The output is the clip itself, the frames differ in size, or the output cannot be written whole.
    /// </exception>
    public static (int Frames, Size Size, string? Problem) Run(
        string source, string output, Func<Mat, int, Mat> change, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(change);
        OutputFile.RequireApart(source, output);
        using VideoFileReader reader = VideoFileReader.Open(source, cancellationToken);
        string temporary = OutputFile.Temporary(Path.GetFullPath(output));
        try
        {
            (int frames, Size size) = Write(reader, source, temporary, change, progress, cancellationToken);
            if (!WrittenClip.IsWhole(temporary, frames))
                throw new DegradationException(
                    $"'{output}' cannot be written whole: the disk is full, or the file too large.");
            File.Move(temporary, output, overwrite: true);
            return (frames, size, reader.Problem);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static (int Frames, Size Size) Write(
        VideoFileReader reader, string source, string path, Func<Mat, int, Mat> change, IProgress<int>? progress,
        CancellationToken cancellationToken)
    {
        using VideoWriter writer = new();
        using Mat frame = new();
        Size read = default, size = default;
        int count = 0;
        while (reader.Read(frame))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (count == 0) read = frame.Size();
            RequireSame(source, count, frame.Size(), read);
            using Mat changed = change(frame, count);
            Size even = new(changed.Width / 2 * 2, changed.Height / 2 * 2);
            if (count == 0) Open(writer, path, reader.FramesPerSecond ?? 25, size = even);
            RequireSame(source, count, even, size);
            using Mat cut = changed[0, even.Height, 0, even.Width];
            writer.Write(cut);
            count++;
            progress?.Report(count);
        }
        return (count, size);
    }

    private static void RequireSame(string source, int frame, Size size, Size first)
    {
        if (size != first)
            throw new DegradationException(
                $"'{source}': frame {frame} is {size.Width} x {size.Height} pixels, the first was {first.Width} x "
                + $"{first.Height}; expected one size.");
    }

    private static void Open(VideoWriter writer, string path, double framesPerSecond, Size size)
    {
        bool opened = size.Width > 0 && size.Height > 0
            && writer.Open(path, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), framesPerSecond, size);
        if (!opened)
            throw new DegradationException(
                $"'{path}' cannot be written as FFV1 of {size.Width} x {size.Height} pixels.");
    }
}
