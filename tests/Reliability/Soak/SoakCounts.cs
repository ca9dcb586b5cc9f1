namespace DetectionSdk.Soak;

/// <summary>What was done. Thread-safe.</summary>
internal sealed class SoakCounts
{
    private long _calls, _frames, _streams, _models, _refusals;

    public long Calls => _calls;

    public long Frames => _frames;

    public long Streams => _streams;

    public long Models => _models;

    /// <summary>Calls that came too late, where models were disposed while calls ran.</summary>
    public long Refusals => _refusals;

    public void AddCall() => Interlocked.Increment(ref _calls);

    public void AddFrame() => Interlocked.Increment(ref _frames);

    public void AddStream() => Interlocked.Increment(ref _streams);

    public void AddModel() => Interlocked.Increment(ref _models);

    public void AddRefusal() => Interlocked.Increment(ref _refusals);
}
