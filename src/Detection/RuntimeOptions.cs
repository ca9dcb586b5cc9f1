using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk;

/// <summary>Where and how ONNX Runtime runs a network. Immutable; checked when the model is loaded.</summary>
public abstract record RuntimeOptions
{
    private protected RuntimeOptions() { }

    /// <summary>Where the network runs. Default <see cref="ExecutionProvider.Auto"/>.</summary>
    public ExecutionProvider Provider { get; init; } = ExecutionProvider.Auto;

    /// <summary>Index of the accelerator. Default 0.</summary>
    public int DeviceId { get; init; }

    /// <summary>
    /// Threads for the operators of one call. Default 0: one per physical core. Where as many callers as cores use one
    /// network at the same time, 1 does the most work.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Whether threads that wait for the next operator of a call spin: faster, but it takes cores from what computes at
    /// the same time. Between calls they rest. Default true.
    /// </summary>
    public bool Spinning { get; init; } = true;

    /// <summary>Last word on the ONNX Runtime session options, after everything above was applied.</summary>
    public Action<SessionOptions>? ConfigureSession { get; init; }

    internal virtual void Validate()
    {
        RequireAtLeast(DeviceId, 0, nameof(DeviceId));
        RequireAtLeast(Threads, 0, nameof(Threads));
    }

    private protected void RequireAtLeast(long value, long minimum, string name)
    {
        if (value < minimum)
            throw new ArgumentOutOfRangeException(name, value, $"{GetType().Name}.{name} must be at least {minimum}.");
    }
}
