using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using DetectionSdk.Tiling;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Streaming;

/// <summary>
/// One enumeration of a <see cref="StreamDetection"/>: three threads (capture, preprocessing, inference) and a channel
/// after each. The end of a stage, or its exception, travels down the channels. Capture and preprocessing of a live
/// source overwrite what waits for the next stage, and inference takes what waits when its turn has come: so the
/// network always sees the newest frame. Threads of their own, because a busy thread pool would make frames late.
/// </summary>
internal sealed class StreamPipeline : IAsyncDisposable
{
    private readonly StreamDetection _stream;
    private readonly CancellationToken _cancelled;
    private readonly CancellationTokenSource _stop;
    private readonly RunOptions _run = new();
    private readonly ConcurrentBag<Mat> _pool = [];
    private readonly FrozenPicture _frozen;
    private readonly TileRota? _rota;
    private readonly FrameCapture _capture;
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Channel<StreamFrame> _captured = null!;
    private Channel<StreamFrame> _prepared = null!;
    private Channel<StreamFrame> _inferred = null!;
    private Task _stages = Task.CompletedTask;
    private CancellationTokenRegistration _ending;

    public StreamPipeline(StreamDetection stream, CancellationToken cancellationToken)
    {
        _stream = stream;
        _stream.Source.Enter();
        _cancelled = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _frozen = new FrozenPicture(stream.Options.FrozenAfter);
        _rota = stream.Detector.Options.Tiling?.TilesPerFrame is { } tiles ? new TileRota(tiles) : null;
        _capture = new FrameCapture(stream.Source, stream.Options, _pool, _stop.Token);
    }

    /// <summary>
    /// Starts the threads; the caller recycles every frame. Once cancelled it gives none, not even one that is ready.
    /// </summary>
    public async IAsyncEnumerable<StreamFrame> RunAsync()
    {
        _ending = _stop.Token.Register(() => _run.Terminate = true);
        Task capture = _stages = Start(Capture);
        await _connected.Task.ConfigureAwait(false);
        _stages = Task.WhenAll(
            capture, Start(() => RunStage(Prepare, _prepared.Writer)), Start(() => RunStage(Infer, _inferred.Writer)));
        while (await _inferred.Reader.WaitToReadAsync(_cancelled).ConfigureAwait(false))
            while (!_cancelled.IsCancellationRequested && _inferred.Reader.TryRead(out StreamFrame? frame))
                yield return frame;
        _cancelled.ThrowIfCancellationRequested();
    }

    public StreamGap? TakeGap(long index) => _capture.TakeGap(index);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _stages.ConfigureAwait(false);
        await _ending.DisposeAsync().ConfigureAwait(false); // where the caller cancels, it may still be at it
        foreach (Channel<StreamFrame>? channel in (Channel<StreamFrame>?[])[_captured, _prepared, _inferred])
            while (channel?.Reader.TryRead(out StreamFrame? frame) is true) Drop(frame!);
        _capture.Dispose();
        foreach (Mat image in _pool) image.Dispose();
        _frozen.Dispose();
        _run.Dispose();
        _stop.Dispose();
        _stream.Source.Leave();
    }

    // Whether the source is live, and so what the channels do, is known once it is connected.
    private void Capture()
    {
        try
        {
            _capture.Start();
            CreateChannels();
        }
        catch (Exception error)
        {
            if (_stop.IsCancellationRequested) _connected.SetCanceled(_stop.Token);
            else _connected.SetException(error);
            return;
        }
        _connected.SetResult();
        RunStage(() => _capture.Run(frame => Pass(frame, _captured)), _captured.Writer);
    }

    private void Prepare()
    {
        while (Wait(_captured.Reader.WaitToReadAsync(_stop.Token)))
        {
            if (!_captured.Reader.TryRead(out StreamFrame? frame)) continue;
            Guard(frame, () =>
            {
                frame.IsFrozen = _frozen.Look(frame.Image, frame.Time);
                frame.Prepare(_stream.Detector);
            });
            Pass(frame, _prepared);
        }
    }

    // Room for the result first, then the turn, then the frame: whatever waits, waits before the newest frame is
    // chosen.
    private void Infer()
    {
        while (Wait(_inferred.Writer.WaitToWriteAsync(_stop.Token))
            && Wait(_prepared.Reader.WaitToReadAsync(_stop.Token)))
        {
            SemaphoreSlim turns = _stream.Detector.Turns;
            turns.WaitAsync(_stop.Token).GetAwaiter().GetResult();
            try
            {
                if (!_prepared.Reader.TryRead(out StreamFrame? frame)) continue;
                using Activity? activity = StreamTelemetry.StartInference(_stream.Source.Name, frame.Index);
                Guard(frame, () => frame.Infer(_run, _rota));
                Pass(frame, _inferred);
            }
            finally
            {
                turns.Release();
            }
        }
    }

    private void Pass(StreamFrame frame, Channel<StreamFrame> channel) =>
        Guard(frame, () =>
        {
            if (!channel.Writer.TryWrite(frame)) Wait(channel.Writer.WriteAsync(frame, _stop.Token));
        });

    // A frame that a stage cannot pass on is dropped with the stage.
    private void Guard(StreamFrame frame, Action action)
    {
        try
        {
            action();
        }
        catch
        {
            Drop(frame);
            throw;
        }
    }

    private void Drop(StreamFrame frame)
    {
        StreamTelemetry.Dropped(_stream.Source.Name);
        frame.Recycle();
    }

    private static Task Start(Action stage) =>
        Task.Factory.StartNew(
            stage, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private void RunStage(Action stage, ChannelWriter<StreamFrame> output)
    {
        try
        {
            stage();
            output.Complete();
        }
        catch (Exception error)
        {
            // whatever breaks once the stream stops, breaks because of that
            output.Complete(_stop.IsCancellationRequested ? null : error);
        }
    }

    private void CreateChannels()
    {
        _captured = CreateChannel();
        _prepared = CreateChannel();
        _inferred = Channel.CreateBounded<StreamFrame>(_stream.Source.IsLive ? 1 : _stream.Options.ReadAhead);
    }

    // Synchronous continuations only wake the thread of the other stage here, without a detour through the thread pool.
    private Channel<StreamFrame> CreateChannel() => _stream.Source.IsLive
        ? Channel.CreateBounded<StreamFrame>(
            new BoundedChannelOptions(1)
            {
                FullMode = BoundedChannelFullMode.DropOldest,
                AllowSynchronousContinuations = true,
            }, Drop)
        : Channel.CreateBounded<StreamFrame>(
            new BoundedChannelOptions(_stream.Options.ReadAhead) { AllowSynchronousContinuations = true });

    private static T Wait<T>(ValueTask<T> task) =>
        task.IsCompleted ? task.Result : task.AsTask().GetAwaiter().GetResult();

    private static void Wait(ValueTask task)
    {
        if (task.IsCompleted) task.GetAwaiter().GetResult();
        else task.AsTask().GetAwaiter().GetResult();
    }
}
