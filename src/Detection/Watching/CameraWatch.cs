using DetectionSdk.Streaming;
using DetectionSdk.Tracking;

namespace DetectionSdk.Watching;

/// <summary>
/// Watches one camera: finds and follows its objects, counts them at zones and lines, and passes on what happens. An
/// error ends this camera alone, and is told by its status.
/// </summary>
public sealed class CameraWatch : IDisposable
{
    private const int RateWindow = 30;

    private readonly MaskedSource _source;
    private readonly WatchOptions _options;
    private readonly StreamDetection _stream;
    private readonly EventRules _rules;
    private readonly Queue<long> _arrivals = new();
    private readonly Lock _telling = new();
    private volatile WatchStatus _status;

    /// <param name="source">The camera; disposed with the watch.</param>
    /// <param name="detector">Finds the objects; not disposed.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="WatchRulesException">A rule is wrong in itself, or names a class that is unknown.</exception>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public CameraWatch(VideoSource source, Detector detector, WatchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(detector);
        _options = options ?? new WatchOptions();
        WatchRules rules = _options.Rules;
        rules.Validate();
        rules.RequireKnown(detector.Model.ClassNames);
        _source = new MaskedSource(source, _options.Name, rules);
        _stream = new StreamDetection(detector, _source, _options.Stream);
        int memory = (_options.Stream.Tracking ?? new TrackerOptions()).MemoryFrames;
        _rules = new EventRules(_source.Name, rules, memory, _options.Clock);
        _status = new WatchStatus(_source.Name);
    }

    /// <summary>The newest state; may be asked for from any thread.</summary>
    public WatchStatus Status => _status;

    /// <summary>Objects in the zones; to be asked for when the watch has ended, or by its outputs.</summary>
    public IReadOnlyList<ZoneCount> Zones => _rules.Counts.Zones;

    /// <summary>Crossings of the lines; as for <see cref="Zones"/>.</summary>
    public IReadOnlyList<LineCount> Lines => _rules.Counts.Lines;

    /// <summary>What the source had to leave out.</summary>
    public IReadOnlyList<string> Problems => _source.Problems;

    /// <summary>Finds the objects. May be changed at any time, from any thread.</summary>
    public Detector Detector
    {
        get => _stream.Detector;
        set => _stream.Detector = value;
    }

    /// <summary>Runs until the source ends or the token is cancelled; then ends the outputs.</summary>
    /// <param name="outputs">Told what happens.</param>
    /// <param name="cancellationToken">Stops the watch, which is no error.</param>
    public async Task RunAsync(IReadOnlyList<WatchOutput> outputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        _source.Lost += Lose;
        await FollowAsync(outputs, cancellationToken).ConfigureAwait(false);
        _source.Lost -= Lose;
        Tell(_rules.End, outputs);
        foreach (WatchOutput output in outputs) Guard(output.Finish);
        _status = _status with { HasEnded = true, Problem = ProblemOf(outputs) };

        void Lose(string reason)
        {
            if (!cancellationToken.IsCancellationRequested) Tell(() => [_rules.Lose(reason)], outputs);
        }
    }

    /// <summary>Disposes the source.</summary>
    public void Dispose() => _source.Dispose();

    private async Task FollowAsync(IReadOnlyList<WatchOutput> outputs, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (FrameResult result in
                _stream.WithCancellation(cancellationToken).ConfigureAwait(false))
                Pass(result, outputs);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Asked to stop.
        }
        catch (Exception error) when (IsTold(error))
        {
            _status = _status with { Error = error.Message };
        }
    }

    // Events come from the thread that takes results, and losses from the one that reads the source.
    private void Pass(FrameResult result, IReadOnlyList<WatchOutput> outputs)
    {
        using Lock.Scope telling = _telling.EnterScope();
        IReadOnlyList<WatchEvent> events = _rules.Update(result);
        IReadOnlyList<WatchedObject> objects = _rules.Shown(result);
        _status = Next(result, objects.Count, events.Count(happened => happened.Kind == WatchEventKind.Alarm));
        WatchedFrame frame = new()
        {
            Result = result, Status = _status, Objects = objects, Zones = Zones, Lines = Lines,
        };
        foreach (WatchOutput output in outputs)
        {
            foreach (WatchEvent happened in events) output.Tell(happened);
            output.Show(frame);
        }
        _status = _status with { Problem = ProblemOf(outputs) };
    }

    private static string? ProblemOf(IReadOnlyList<WatchOutput> outputs) =>
        outputs.Select(output => output.Problem).FirstOrDefault(problem => problem is not null);

    private void Tell(Func<IReadOnlyList<WatchEvent>> happen, IReadOnlyList<WatchOutput> outputs)
    {
        using Lock.Scope telling = _telling.EnterScope();
        IReadOnlyList<WatchEvent> events = happen();
        foreach (WatchOutput output in outputs)
            Guard(() =>
            {
                foreach (WatchEvent happened in events) output.Tell(happened);
            });
    }

    // The first error is the one that counts.
    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (IsTold(error))
        {
            _status = _status with { Error = _status.Error ?? error.Message };
        }
    }

    private static bool IsTold(Exception error) =>
        error is DetectionSdkException or IOException or UnauthorizedAccessException;

    private WatchStatus Next(FrameResult result, int objects, int alarms)
    {
        long now = _options.Clock.GetTimestamp();
        _arrivals.Enqueue(now);
        if (_arrivals.Count > RateWindow) _arrivals.Dequeue();
        TimeSpan window = _options.Clock.GetElapsedTime(_arrivals.Peek(), now);
        return _status with
        {
            FramesPerSecond = window > TimeSpan.Zero ? (_arrivals.Count - 1) / window.TotalSeconds : 0,
            Latency = result.Latency,
            Inference = result.Timings.Inference,
            Objects = objects,
            Processed = result.Processed,
            Dropped = result.Dropped,
            Gaps = _status.Gaps + (result.Gap is null ? 0 : 1),
            Alarms = _status.Alarms + alarms,
            IsFrozen = result.IsFrozen,
            Updated = now,
        };
    }
}
