using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// Writes pictures as an MP4 file of H.264 (4:2:0), which browsers play and seek in, by the ffmpeg on PATH. Until
/// <see cref="Close"/> gives it its index and its name it is <see cref="Part"/>, beside its place, in fragments of two
/// seconds: it plays, whatever ends ffmpeg or this program. Nothing is overwritten. One caller at a time.
/// </summary>
public sealed class H264Writer : IDisposable
{
    /// <summary>How the names of files end that are not closed.</summary>
    public const string PartSuffix = ".part.mp4";

    private const int FragmentSeconds = 2;

    // A signal to all programs of a terminal or a service ends ffmpeg, too: it finishes its file and says so.
    private const int Interrupted = 255;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly string _program;
    private readonly Size _size;
    private readonly Process _process;
    private readonly Task<string> _errors;
    private bool _isEmpty = true;

    /// <param name="path">The file, in a folder that exists.</param>
    /// <param name="size">Size of the pictures; an odd last column or row is left out.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <exception cref="VideoSourceException">There is no ffmpeg.</exception>
    /// <exception cref="IOException">There is such a file or such a part, or none can be made.</exception>
    public H264Writer(string path, Size size, double framesPerSecond)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        _program = FfmpegProgram.Require(path);
        _path = Path.GetFullPath(path);
        _size = new Size(size.Width / 2 * 2, size.Height / 2 * 2);
        Part = PartOf(_path);
        Reserve();
        _process = Begin(framesPerSecond);
        _errors = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>The file until it is closed.</summary>
    public string Part { get; }

    /// <summary>What a file is called until it is closed.</summary>
    /// <param name="path">The file.</param>
    public static string PartOf(string path) => Path.ChangeExtension(path, null) + PartSuffix;

    /// <summary>Adds a picture.</summary>
    /// <param name="picture">8-bit BGR, of the size that was told; only read.</param>
    /// <exception cref="IOException">ffmpeg has ended; the message says why.</exception>
    public unsafe void Write(Mat picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using Mat shown = new(picture, new Rect(new Point(), _size));
        _isEmpty = false;
        try
        {
            for (int row = 0; row < _size.Height; row++)
                _process.StandardInput.BaseStream.Write(
                    new ReadOnlySpan<byte>((void*)shown.Ptr(row), _size.Width * 3));
        }
        catch (Exception error) when (error is IOException or ObjectDisposedException)
        {
            RequireWritten();
        }
    }

    /// <summary>Ends the file and gives it its index and its name; without a picture there is none.</summary>
    /// <exception cref="IOException">It could not be written whole: what there is of it is the part.</exception>
    public void Close()
    {
        if (_isEmpty) return;
        RequireWritten();
        string temporary = Path.Combine(
            Path.GetDirectoryName(_path)!, $".{Path.GetFileNameWithoutExtension(_path)}.tmp");
        try
        {
            WriteWithIndex(temporary);
            File.Move(temporary, _path);
        }
        finally
        {
            File.Delete(temporary);
        }
        File.Delete(Part);
    }

    /// <summary>Ends ffmpeg. What was written without <see cref="Close"/> stays as the part.</summary>
    public void Dispose()
    {
        EndInput();
        _process.Dispose();
        if (_isEmpty) File.Delete(Part);
    }

    private Process Begin(double framesPerSecond)
    {
        try
        {
            return FfmpegProgram.Start(_program, Arguments(framesPerSecond), _path, takesInput: true);
        }
        catch (VideoSourceException)
        {
            File.Delete(Part);
            throw;
        }
    }

    // Made here, so that of two writers one gets the name.
    private void Reserve()
    {
        new FileStream(Part, FileMode.CreateNew).Dispose();
        if (!File.Exists(_path)) return;
        File.Delete(Part);
        throw new IOException($"'{_path}' exists; expected the name of a new file.");
    }

    private string[] Arguments(double framesPerSecond) =>
    [
        "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pixel_format", "bgr24",
        "-video_size", FormattableString.Invariant($"{_size.Width}x{_size.Height}"),
        "-framerate", FormattableString.Invariant($"{framesPerSecond:0.####}"), "-i", "pipe:0",
        "-c:v", "libx264", "-preset", "veryfast", "-threads", "1", "-pix_fmt", "yuv420p",
        "-g", FormattableString.Invariant($"{Math.Max(1, Math.Round(FragmentSeconds * framesPerSecond)):0}"),
        "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-flush_packets", "1", Part,
    ];

    private void WriteWithIndex(string temporary)
    {
        using Process ffmpeg = FfmpegProgram.Start(
            _program,
            [
                "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-i", Part, "-c", "copy",
                "-movflags", "+faststart", "-f", "mp4", temporary,
            ],
            _path);
        string errors = ffmpeg.StandardError.ReadToEnd();
        ffmpeg.WaitForExit();
        if (ffmpeg.ExitCode != 0) throw Failed(ffmpeg.ExitCode, errors);
    }

    private void RequireWritten()
    {
        EndInput();
        if (_process.ExitCode is not (0 or Interrupted))
            throw Failed(_process.ExitCode, _errors.GetAwaiter().GetResult());
    }

    private void EndInput()
    {
        try
        {
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended; its error says why.
        }
        if (!_process.WaitForExit(Patience)) _process.Kill();
        _process.WaitForExit();
    }

    private IOException Failed(int exitCode, string errors)
    {
        string reason = errors.Trim().Split('\n')[0].TrimEnd('.', '\r');
        if (reason.Length == 0) reason = $"it ended with code {exitCode}";
        return new IOException(
            $"'{_path}' could not be written by ffmpeg: {reason}. What was written is '{Path.GetFileName(Part)}'.");
    }
}
