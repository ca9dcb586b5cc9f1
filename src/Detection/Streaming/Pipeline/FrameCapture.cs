using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using OpenCvSharp;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace DetectionSdk.Streaming;

/// <summary>
/// The first stage, on a thread of its own: reads frames into pooled memory, and connects a live source again when it
/// is lost.
/// </summary>
internal sealed partial class FrameCapture(
    VideoSource source, StreamOptions options, ConcurrentBag<Mat> pool, CancellationToken stop) : IDisposable
{
    private readonly ConcurrentQueue<(long FirstIndex, StreamGap Gap)> _gaps = new();
    private readonly long _start = Stopwatch.GetTimestamp();
    private CancellationTokenSource? _connection;
    private long _lastArrival = Stopwatch.GetTimestamp();
    private long _count;
    private string? _lossReason;
    private int _attempts;
    private int _told;

    /// <summary>Connects for the first time.</summary>
    public void Start()
    {
        try
        {
            Connect();
        }
        catch (Exception loss) when (options.AwaitSource && IsLoss(loss))
        {
            Reconnect(Describe(loss));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            throw new VideoSourceException(
                $"'{source.Name}' did not open within {options.ConnectTimeout.TotalSeconds:0.#} s.");
        }
    }

    /// <summary>Reads until the source ends or the stream stops; after <see cref="Start"/>.</summary>
    /// <param name="deliver">Takes over every frame; blocks while the stream is behind a source that waits.</param>
    public void Run(Action<StreamFrame> deliver)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                if (ReadFrame() is not { } frame) return;
                deliver(frame);
            }
            catch (Exception loss) when (IsLoss(loss))
            {
                Reconnect(Describe(loss));
            }
        }
    }

    /// <summary>The gap that ended before this frame, if it has not been taken yet.</summary>
    public StreamGap? TakeGap(long index) =>
        _gaps.TryPeek(out (long FirstIndex, StreamGap Gap) next)
            && next.FirstIndex <= index
            && _gaps.TryDequeue(out next)
            ? next.Gap
            : null;

    public void Dispose()
    {
        source.Disconnect();
        _connection?.Dispose();
    }

    private StreamFrame? ReadFrame()
    {
        Mat image = pool.TryTake(out Mat? pooled) ? pooled : new Mat();
        bool read = false;
        try
        {
            long start = Stopwatch.GetTimestamp();
            Watch(options.FrameTimeout);
            read = source.Read(image, _connection!.Token);
            TellProblems();
            return read ? Register(image, start) : null;
        }
        finally
        {
            if (!read) pool.Add(image);
        }
    }

    private StreamFrame Register(Mat image, long start)
    {
        long arrival = Stopwatch.GetTimestamp();
        if (_lossReason is not null) EndGap(Stopwatch.GetElapsedTime(_lastArrival, arrival), _lossReason);
        _lastArrival = arrival;
        StreamTelemetry.Captured(source.Name);
        TimeSpan time = source.IsLive
            ? Stopwatch.GetElapsedTime(_start, arrival)
            : source.FrameTime ?? TimeSpan.FromSeconds(_count / (source.FramesPerSecond ?? 1));
        return new StreamFrame(image, pool)
        {
            Index = _count++,
            Time = time,
            Arrival = arrival,
            Capture = Stopwatch.GetElapsedTime(start, arrival),
        };
    }

    private void TellProblems()
    {
        IReadOnlyList<string> problems = source.Problems;
        for (; _told < problems.Count; _told++) LogProblem(options.Logger, source.Name, problems[_told]);
    }

    // A connection that is lost before its first frame prolongs the gap.
    private void Reconnect(string reason)
    {
        StreamTelemetry.Lost(source.Name);
        LogLoss(options.Logger, source.Name, reason);
        _lossReason ??= reason;
        bool connected = false;
        while (!connected)
        {
            source.Disconnect();
            if (_attempts >= (options.ReconnectAttempts ?? int.MaxValue))
                throw new VideoSourceException(
                    $"'{source.Name}' was lost and did not come back in {_attempts} attempts: {_lossReason}");
            TimeSpan wait = options.Backoff * Math.Pow(2, Math.Min(_attempts++, 30));
            if (stop.WaitHandle.WaitOne(wait < options.MaximumBackoff ? wait : options.MaximumBackoff)) return;
            connected = TryConnect();
        }
    }

    private void EndGap(TimeSpan duration, string reason)
    {
        _gaps.Enqueue((_count, new StreamGap(duration, _attempts, reason)));
        LogReturn(options.Logger, source.Name, duration.TotalSeconds, _attempts);
        _lossReason = null;
        _attempts = 0;
    }

    private bool TryConnect()
    {
        try
        {
            Connect();
            return true;
        }
        catch (Exception loss) when (IsLoss(loss))
        {
            return false;
        }
    }

    private void Connect()
    {
        _connection?.Dispose();
        _connection = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Watch(options.ConnectTimeout);
        source.Connect(_connection.Token);
    }

    // Only a live source can be late; a recording may well lie on a slow disk.
    private void Watch(TimeSpan limit)
    {
        if (source.IsLive) _connection!.CancelAfter(limit);
    }

    private bool IsLoss(Exception error) =>
        source.IsLive
            && !stop.IsCancellationRequested
            && error is VideoSourceException or IOException or OperationCanceledException or OpenCVException;

    private string Describe(Exception loss) =>
        loss is OperationCanceledException
            ? $"no frame for {Stopwatch.GetElapsedTime(_lastArrival).TotalSeconds:0.#} s"
            : loss.Message;

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source} is lost: {Reason}")]
    private static partial void LogLoss(ILogger logger, string source, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Source}: {Problem}")]
    private static partial void LogProblem(ILogger logger, string source, string problem);

    [LoggerMessage(
        Level = LogLevel.Information, Message = "{Source} is back after {Seconds:0.0} s and {Attempts} attempts")]
    private static partial void LogReturn(ILogger logger, string source, double seconds, int attempts);
}
