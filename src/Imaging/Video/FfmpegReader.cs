using System.ComponentModel;
using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// A running ffmpeg that writes 8-bit BGR frames to a pipe, each with the size and the time that it has in the stream.
/// Pixels that are not square are made so. Cancelling the token it was opened with, or disposing it, ends the process.
/// One caller at a time.
/// </summary>
public sealed class FfmpegReader : IDisposable
{
    // Damaged headers claim ratios of 1 to 255.
    private const string SquarePixels = "scale=w='if(between(sar,0.25,4),iw*sar,iw)':h=ih,format=bgr24,showinfo";

    private static readonly Version WithoutChecksum = new(5, 0);

    private readonly Process _process;
    private readonly Stream _output;
    private readonly FfmpegLog _log;
    private readonly string _input;
    private readonly string _name;
    private readonly CancellationTokenRegistration _registration;
    private FfmpegFrame _next;
    private bool _hasNext;

    private FfmpegReader(Process process, string input, string name, CancellationToken cancellationToken)
    {
        _process = process;
        _output = process.StandardOutput.BaseStream;
        _log = new FfmpegLog(process.StandardError);
        _input = input;
        _name = name;
        _registration = cancellationToken.Register(Kill);
    }

    /// <summary>Name of the demuxer, for example "mpegts".</summary>
    public string Format => _log.Format;

    /// <summary>How long the stream says that it is; null for a camera.</summary>
    public TimeSpan? Duration => _log.Duration;

    /// <summary>Frames per second; null when the stream does not say, or says nonsense.</summary>
    public double? FramesPerSecond => _log.FramesPerSecond;

    /// <summary>Time of the last frame, from the beginning of the stream; null where it has none.</summary>
    public TimeSpan? FrameTime { get; private set; }

    /// <summary>Frames that were read.</summary>
    public int FrameCount { get; private set; }

    /// <summary>The first error that ffmpeg has overcome; null while there is none.</summary>
    public string? FirstError => _log.FirstError is { } error ? Redact(error) : null;

    /// <summary>Starts ffmpeg and waits for the first frame.</summary>
    /// <param name="inputArguments">Arguments before the input, each an element of its own.</param>
    /// <param name="input">What ffmpeg opens: an address, or "file:" and a path. Never passed through a shell.</param>
    /// <param name="name">Names the input in messages.</param>
    /// <param name="cancellationToken">Ends the process whenever it is cancelled.</param>
    /// <exception cref="VideoSourceException">There is no ffmpeg, or it does not read the input.</exception>
    public static FfmpegReader Open(
        IEnumerable<string> inputArguments, string input, string name, CancellationToken cancellationToken)
    {
        string program = FfmpegProgram.Require(name);
        string[] arguments = Arguments(FfmpegProgram.VersionOf(program), inputArguments, input);
        FfmpegReader opened = new(FfmpegProgram.Start(program, arguments, name), input, name, cancellationToken);
        try
        {
            opened._hasNext = opened._log.TryTake(out opened._next);
            return opened._hasNext ? opened : throw opened.Failure("does not open");
        }
        catch
        {
            opened.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>The version of the ffmpeg on PATH; null where there is none.</summary>
    public static Version? InstalledVersion =>
        FfmpegProgram.Find() is { } program ? FfmpegProgram.VersionOf(program) : null;

    /// <summary>Waits for the next frame; false at the end of the stream.</summary>
    /// <param name="frame">Receives the frame, 8-bit BGR. Its memory is reused when size and type fit.</param>
    /// <exception cref="VideoSourceException">What comes is no frame of a size that fits into memory.</exception>
    public bool Read(Mat frame)
    {
        if (!_hasNext && !_log.TryTake(out _next)) return false;
        _hasNext = false;
        if (!ReadPixels(frame, _next.Size)) return false;
        FrameTime = _next.Time;
        FrameCount++;
        return true;
    }

    /// <summary>Looks at a recording that has ended: whether all of it was there.</summary>
    /// <exception cref="VideoSourceException">
    /// It is cut off or damaged at its end; the message says how much was read.
    /// </exception>
    public void RequireWhole()
    {
        TimeSpan frame = TimeSpan.FromSeconds(1 / (FramesPerSecond ?? 25));
        TimeSpan missing = (Duration ?? TimeSpan.Zero) - (FrameTime ?? TimeSpan.Zero) - frame;
        string? damage = _log.DamageAtEnd;
        bool isShort = Duration is { } duration && FrameTime is not null && !_log.HasSound
            && missing > TimeSpan.FromSeconds(1) && missing > duration / 10;
        if (!isShort && damage is null) return;
        string total = Duration is { } whole && FramesPerSecond is { } rate && missing > frame / 2
            ? $"{FrameCount} of {Math.Round(whole.TotalSeconds * rate)}"
            : $"{FrameCount}";
        throw new VideoSourceException(
            $"'{_name}' ends early or is damaged at its end: {total} frames could be read"
            + $"{(damage is null ? "" : $" ({Redact(damage)})")}.");
    }

    /// <summary>What went wrong, with ffmpeg's own first and last words.</summary>
    public VideoSourceException Failure(string what)
    {
        if (_process.WaitForExit(TimeSpan.FromSeconds(1))) _log.Join();
        string reason = Redact(_log.Error);
        return new VideoSourceException($"'{_name}' {what}{(reason.Length > 0 ? $": {reason}" : "")}.");
    }

    /// <summary>Ends the process and closes its pipes.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        Kill();
        _process.WaitForExit();
        _log.Dispose();
        _output.Dispose();
        _process.StandardError.Dispose();
        _process.Dispose();
    }

    private static string[] Arguments(Version version, IEnumerable<string> inputArguments, string input) =>
    [
        "-hide_banner", "-nostdin", "-nostats", "-loglevel", "repeat+level+info", .. inputArguments, "-i", input,
        "-map", "0:V:0", "-map_metadata", "-1", "-map_metadata:s:v", "-1",
        .. FfmpegProgram.KeepFrames(version), "-autoscale", "0",
        "-vf", version >= WithoutChecksum ? SquarePixels + "=checksum=0" : SquarePixels, "-f", "rawvideo", "pipe:1",
    ];

    private unsafe bool ReadPixels(Mat frame, Size size)
    {
        long bytes = 3L * size.Width * size.Height;
        if (bytes is <= 0 or > int.MaxValue)
            throw new VideoSourceException(
                $"'{_name}': frame {FrameCount} has {size.Width} x {size.Height} pixels; expected at most 2 GB.");
        frame.Create(size, MatType.CV_8UC3);
        Span<byte> pixels = new((void*)frame.Data, (int)bytes);
        return _output.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) == pixels.Length;
    }

    private string Redact(string text) =>
        AddressName.Redact(text.Replace(_input, _name, StringComparison.Ordinal), _input);

    private void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (Exception error) when (error is InvalidOperationException or Win32Exception)
        {
            // It has ended by itself.
        }
    }
}
