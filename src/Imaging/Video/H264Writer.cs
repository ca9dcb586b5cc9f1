using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// Writes pictures as an MP4 file of H.264 (4:2:0, its index first), which browsers play, by the ffmpeg on PATH. The
/// file is there after <see cref="Close"/>, whole or not at all. One caller at a time.
/// </summary>
public sealed class H264Writer : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly Size _size;
    private readonly Process _process;
    private readonly Task<string> _errors;

    /// <param name="path">The file; one that is there is replaced at the end.</param>
    /// <param name="size">Size of the pictures; an odd last column or row is left out.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <exception cref="VideoSourceException">There is no ffmpeg.</exception>
    public H264Writer(string path, Size size, double framesPerSecond)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        _path = path;
        _size = new Size(size.Width / 2 * 2, size.Height / 2 * 2);
        _temporary = Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            $".{Path.GetFileNameWithoutExtension(path)}.{Environment.ProcessId}.mp4");
        _process = FfmpegProgram.Start(
            FfmpegProgram.Require(path), Arguments(framesPerSecond), path, takesInput: true);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Adds a picture.</summary>
    /// <param name="picture">8-bit BGR, of the size that was told; only read.</param>
    /// <exception cref="IOException">ffmpeg has ended; the message says why.</exception>
    public unsafe void Write(Mat picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using Mat shown = new(picture, new Rect(new Point(), _size));
        try
        {
            for (int row = 0; row < _size.Height; row++)
                _process.StandardInput.BaseStream.Write(
                    new ReadOnlySpan<byte>((void*)shown.Ptr(row), _size.Width * 3));
        }
        catch (IOException)
        {
            throw Failed();
        }
    }

    /// <summary>Ends the file and gives it its name.</summary>
    /// <exception cref="IOException">It could not be written whole.</exception>
    public void Close()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; its error says why.
        }
        _process.WaitForExit();
        if (_process.ExitCode != 0) throw Failed();
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Ends ffmpeg; removes what was written without <see cref="Close"/>.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        File.Delete(_temporary);
    }

    private string[] Arguments(double framesPerSecond) =>
    [
        "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pixel_format", "bgr24",
        "-video_size", FormattableString.Invariant($"{_size.Width}x{_size.Height}"),
        "-framerate", FormattableString.Invariant($"{framesPerSecond:0.####}"), "-i", "pipe:0",
        "-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
        _temporary,
    ];

    private IOException Failed()
    {
        _process.WaitForExit();
        string reason = _errors.GetAwaiter().GetResult().Trim().Split('\n')[0].TrimEnd('.', '\r');
        return new IOException($"'{_path}' could not be written by ffmpeg: {reason}.");
    }
}
