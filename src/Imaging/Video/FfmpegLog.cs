using System.Collections.Concurrent;
using System.Globalization;
using System.Text.RegularExpressions;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Video;

/// <summary>
/// What ffmpeg says on its error output, line by line: about the input, about each frame (by its filter showinfo), and
/// what went wrong. Read by a thread of its own, which ends with the process.
/// </summary>
internal sealed partial class FfmpegLog : IDisposable
{
    // Reader and decoder may be this many frames ahead of the picture that is written.
    private const int ReadAhead = 40;

    private const string UnknownLength = "should be 18446744073709551615";

    private readonly BlockingCollection<FfmpegFrame> _frames = [];
    private readonly Thread _thread;
    private bool _isMapped;
    private bool _isEndless;
    private int _count;
    private (string Text, int Frames)? _damage;
    private volatile string? _firstError;
    private volatile string? _lastError;

    public FfmpegLog(TextReader errors)
    {
        _thread = new Thread(() => Run(errors)) { IsBackground = true, Name = "ffmpeg log" };
        _thread.Start();
    }

    /// <summary>Name of the demuxer, for example "mov,mp4,m4a,3gp,3g2,mj2". Known with the first frame.</summary>
    public string Format { get; private set; } = "";

    /// <summary>How long the input says that it is. Known with the first frame.</summary>
    public TimeSpan? Duration { get; private set; }

    /// <summary>Whether there is sound, which could be longer than the picture. Known with the first frame.</summary>
    public bool HasSound { get; private set; }

    /// <summary>Known with the first frame; null where the input does not say, or says nonsense.</summary>
    public double? FramesPerSecond { get; private set; }

    /// <summary>The first error; null while there is none.</summary>
    public string? FirstError => _firstError;

    /// <summary>What was wrong: the first line and, where it is another, the last.</summary>
    public string Error => _firstError == _lastError ? $"{_firstError}" : $"{_firstError}; {_lastError}";

    /// <summary>The last complaint that data are missing, if nothing good came after it.</summary>
    public string? DamageAtEnd =>
        _damage is { } damage && _count - damage.Frames <= ReadAhead ? damage.Text : null;

    /// <summary>Waits for the next frame; false when ffmpeg has ended.</summary>
    public bool TryTake(out FfmpegFrame frame) => _frames.TryTake(out frame, Timeout.Infinite);

    /// <summary>Waits for the last line; the process must have ended or been killed.</summary>
    public void Join() => _thread.Join();

    public void Dispose()
    {
        _thread.Join();
        _frames.Dispose();
    }

    private void Run(TextReader errors)
    {
        try
        {
            while (errors.ReadLine() is { } line) Take(line);
        }
        catch (IOException)
        {
            // The pipe broke with the process.
        }
        finally
        {
            _frames.CompleteAdding();
        }
    }

    private void Take(string line)
    {
        if (!_isMapped) TakeInput(line);
        else TakeFrames(line);
        if (Concealed().Match(line) is { Success: true } concealed) TakeConcealed(concealed.Value);
        if (Problem().Match(line) is not { Success: true } problem) return;
        string text = problem.Groups[2].Value.TrimEnd('.', ' ');
        if (IsPlainEnd(text)) return;
        if (Missing().IsMatch(text)) _damage = (text, _count);
        if (problem.Groups[1].ValueSpan is "warning") return;
        _firstError ??= text;
        _lastError = text;
    }

    // The error itself may hang on a line that another thread of ffmpeg has begun, and has no level then.
    private void TakeConcealed(string text)
    {
        _firstError ??= text;
        _lastError ??= text;
    }

    // Where a web server closes a stream whose length it never told, ffmpeg misses the rest of the largest number.
    private bool IsPlainEnd(string text)
    {
        _isEndless |= text.EndsWith(UnknownLength, StringComparison.Ordinal);
        return _isEndless && (Missing().IsMatch(text) || text.EndsWith(UnknownLength, StringComparison.Ordinal));
    }

    // Texts of the input's author come before this line only, each behind an indentation.
    private void TakeInput(string line)
    {
        if (Input().Match(line) is { Success: true } input) Format = input.Groups[1].Value;
        else if (Length().Match(line) is { Success: true } length)
            Duration = TimeSpan.FromHours(Number(length.Groups[1].Value)) + TimeSpan.ParseExact(
                length.Groups[2].ValueSpan, @"mm\:ss\.ff", CultureInfo.InvariantCulture);
        else if (Sound().IsMatch(line)) HasSound = true;
        _isMapped = line == "[info] Stream mapping:";
    }

    // Another thread of ffmpeg may have begun the line, so that it can hold more than the frame.
    private void TakeFrames(string line)
    {
        if (FramesPerSecond is null && Rate().Match(line) is { Success: true } rate)
            FramesPerSecond = RateOf(rate.Groups[1].Value, rate.Groups[2].Value);
        foreach (Match frame in Frame().Matches(line))
        {
            _count++;
            _frames.Add(new FfmpegFrame(
                new Size(Number(frame.Groups[2].Value), Number(frame.Groups[3].Value)), TimeOf(frame.Groups[1].Value)));
        }
    }

    private static TimeSpan? TimeOf(string seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out double time)
            && Math.Abs(time) < 1e9
            ? TimeSpan.FromSeconds(time)
            : null;

    // RTSP streams without a rate of their own come with their clock's, 90000:1.
    private static double? RateOf(string numerator, string denominator)
    {
        double rate = (double)Number(numerator) / Number(denominator);
        return rate is > 0 and < 1000 ? rate : null;
    }

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    [GeneratedRegex(@"^\[info\] Input #0, (.+), from '")]
    private static partial Regex Input();

    [GeneratedRegex(@"^\[info\]   Duration: ([0-9]{1,7}):([0-5][0-9]:[0-5][0-9]\.[0-9]{2}),")]
    private static partial Regex Length();

    [GeneratedRegex(@"^\[info\]   Stream #0:.*: (Audio|Subtitle|Data)")]
    private static partial Regex Sound();

    [GeneratedRegex(@"config in time_base: \S+ frame_rate: (\d+)/(\d+)")]
    private static partial Regex Rate();

    [GeneratedRegex(@"n: *\d+ pts: *\S+ *pts_time:(\S+).*? s:(\d+)x(\d+) ")]
    private static partial Regex Frame();

    [GeneratedRegex(@"(?<=^\[\w+ @ \w+\] \[info\] )concealing \d+ DC, \d+ AC, \d+ MV errors in \w frame")]
    private static partial Regex Concealed();

    [GeneratedRegex(@"^(?:\[[^\]]*\] )*\[(warning|error|fatal|panic)\] (.*\S)")]
    private static partial Regex Problem();

    [GeneratedRegex(
        "partial file|corrupt input packet|end(ed|s) prematurely|timed out|Input/output error|reset by peer")]
    private static partial Regex Missing();
}
