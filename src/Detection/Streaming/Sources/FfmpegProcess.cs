using System.ComponentModel;
using System.Diagnostics;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// A running ffmpeg that writes YUV4MPEG2 to a pipe. Cancelling its token, or disposing it, ends the process.
/// </summary>
internal sealed class FfmpegProcess : IDisposable
{
    private const string Executable = "ffmpeg";

    private readonly Process _process;
    private readonly Stream _output;
    private readonly string _address;
    private readonly string _name;
    private readonly CancellationTokenRegistration _registration;
    private volatile string _lastError = "";

    private FfmpegProcess(Process process, string address, string name, CancellationToken cancellationToken)
    {
        _process = process;
        _output = process.StandardOutput.BaseStream;
        _address = address;
        _name = name;
        _process.ErrorDataReceived += (_, line) =>
            _lastError = string.IsNullOrWhiteSpace(line.Data) ? _lastError : line.Data;
        _process.BeginErrorReadLine();
        _registration = cancellationToken.Register(Kill);
    }

    /// <summary>Size and rate of the frames.</summary>
    public Y4mHeader Header { get; private set; }

    /// <summary>Starts ffmpeg and waits for the header, which comes with the first frame.</summary>
    /// <exception cref="VideoSourceException">There is no ffmpeg, or it does not read the address.</exception>
    public static FfmpegProcess Start(
        IEnumerable<string> arguments, string address, string name, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Executable, ["-hide_banner", "-loglevel", "error", "-nostdin", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        FfmpegProcess started = new(Launch(start, name), address, name, cancellationToken);
        try
        {
            started.Header = Y4mHeader.Read(started._output) ?? throw started.Failure("does not open");
            return started;
        }
        catch
        {
            started.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>
    /// Reads the planes of the next frame into a Mat of one frame's bytes; false at the end of the stream.
    /// </summary>
    public unsafe bool ReadFrame(Mat planes)
    {
        Span<byte> mark = stackalloc byte[Y4mHeader.FrameMark.Length];
        if (_output.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) < mark.Length) return false;
        if (!mark.SequenceEqual(Y4mHeader.FrameMark)) throw Failure("answers with something else than frames");
        Span<byte> pixels = new((void*)planes.Data, (int)planes.Total());
        return _output.ReadAtLeast(pixels, pixels.Length, throwOnEndOfStream: false) == pixels.Length;
    }

    /// <summary>What went wrong, with ffmpeg's own last words.</summary>
    public VideoSourceException Failure(string what)
    {
        // the second call waits for the last line of stderr
        if (_process.WaitForExit(TimeSpan.FromMilliseconds(500))) _process.WaitForExit();
        string reason = _lastError.Replace(_address, _name, StringComparison.Ordinal);
        return new VideoSourceException($"'{_name}' {what}{(reason.Length > 0 ? $": {reason}" : "")}.");
    }

    public void Dispose()
    {
        _registration.Dispose();
        Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

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

    private static Process Launch(ProcessStartInfo start, string name)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw new VideoSourceException(
                $"'{name}' needs ffmpeg, which is not on PATH; install it (Debian and Ubuntu: apt-get install ffmpeg).",
                error);
        }
    }
}
