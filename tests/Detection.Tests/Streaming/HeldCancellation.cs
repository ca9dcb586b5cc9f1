namespace DetectionSdk.Tests.Streaming;

/// <summary>
/// Cancels on a thread of its own, which is held between the moment when a callback's turn has come and its first
/// instruction: a callback runs in the execution context of whoever registered it, and entering a context changes what
/// is local to it. So a race of nanoseconds is there every time.
/// </summary>
internal sealed class HeldCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly AsyncLocal<bool> _mark;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Thread? _thread;
    private Action? _held;

    /// <summary>Callbacks that the caller's asynchronous flow registers from now on are held.</summary>
    public HeldCancellation()
    {
        _mark = new AsyncLocal<bool>(Hold);
        _mark.Value = true;
    }

    public CancellationToken Token => _source.Token;

    /// <summary>Ends when all callbacks have run; fails when what was done meanwhile failed.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Begins to cancel.</summary>
    /// <param name="held">Done while the first callback is held.</param>
    public void Start(Action held)
    {
        if (_thread is not null) return;
        _held = held;
        _thread = new Thread(Cancel);
        _thread.UnsafeStart();                    // without the caller's context
    }

    public void Dispose() => _source.Dispose();

    private void Cancel()
    {
        _source.Cancel();
        _ended.TrySetResult();
    }

    private void Hold(AsyncLocalValueChangedArgs<bool> change)
    {
        if (!change.CurrentValue || Thread.CurrentThread != _thread || _held is not { } held) return;
        _held = null;
        try
        {
            held();
        }
        catch (Exception error)
        {
            _ended.SetException(error);
        }
    }
}
