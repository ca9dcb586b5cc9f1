namespace DetectionSdk.Inference;

/// <summary>
/// Lets many threads call into something native that one of them may dispose: whoever is inside when it closes is
/// waited for, whoever comes later is refused. Not to be closed from inside a call.
/// </summary>
/// <param name="owner">What is called; named in the refusal.</param>
internal sealed class CallGate(object owner)
{
    private readonly object _lock = new();
    private int _running;
    private bool _isClosed;

    /// <summary>Begins a call, which ends when what is returned is disposed.</summary>
    /// <exception cref="ObjectDisposedException">The gate is closed.</exception>
    public Call Enter()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, owner);
            _running++;
        }
        return new Call(this);
    }

    /// <summary>Refuses calls from now on and waits until the last one has ended.</summary>
    /// <returns>True for the first to close it, who releases what is behind it.</returns>
    public bool Close()
    {
        lock (_lock)
        {
            bool isFirst = !_isClosed;
            _isClosed = true;
            while (_running > 0) Monitor.Wait(_lock);
            return isFirst;
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_running == 0 && _isClosed) Monitor.PulseAll(_lock);
        }
    }

    /// <summary>A call that runs.</summary>
    public readonly struct Call(CallGate gate) : IDisposable
    {
        public void Dispose() => gate.Leave();
    }
}
