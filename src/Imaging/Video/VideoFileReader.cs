using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// Reads the frames of a video file from its first to its last. An ffmpeg process reads where ffmpeg is on PATH: it
/// follows sizes and pixel formats that change inside a file, knows every frame's time, and if it dies, nothing else
/// does. Without ffmpeg OpenCV reads, which is right for plain files alone: one size, one pixel format, one rate.
/// One caller at a time.
/// </summary>
public abstract class VideoFileReader : IDisposable
{
    /// <summary>Frames per second; null when the file does not say, or says nonsense.</summary>
    public abstract double? FramesPerSecond { get; }

    /// <summary>Time of the last frame, from the beginning of the file; null where it has none.</summary>
    public abstract TimeSpan? FrameTime { get; }

    /// <summary>What is damaged in the part that was read, in words; null while nothing is.</summary>
    public abstract string? Problem { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">Any name that a file can have; it is never taken for an address or a pattern.</param>
    /// <param name="cancellationToken">Ends the reading whenever it is cancelled.</param>
    /// <exception cref="VideoSourceException">The file does not exist, is damaged or no video.</exception>
    public static VideoFileReader Open(string path, CancellationToken cancellationToken = default)
    {
        if (!File.Exists(path)) throw new VideoSourceException($"'{path}' does not exist.");
        return FfmpegProgram.Find() is not null
            ? new FfmpegFileReader(path, cancellationToken)
            : new OpenCvFileReader(path);
    }

    /// <summary>Reads the next frame; false at the end of the file.</summary>
    /// <param name="frame">Receives the frame, 8-bit BGR. Its memory is reused when size and type fit.</param>
    /// <exception cref="VideoSourceException">
    /// The file ends before it should; the message says how much was read.
    /// </exception>
    public abstract bool Read(Mat frame);

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Dispose(bool disposing);
}
