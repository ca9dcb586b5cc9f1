namespace DetectionSdk;

/// <summary>
/// The execution provider that was asked for is not in this build of ONNX Runtime, or does not start on this machine.
/// </summary>
public sealed class ExecutionProviderException : DetectionSdkException
{
    /// <summary>Creates the exception.</summary>
    public ExecutionProviderException(ExecutionProvider provider, string message, Exception? innerException = null)
        : base(message, innerException) => Provider = provider;

    /// <summary>The provider that was asked for.</summary>
    public ExecutionProvider Provider { get; }
}
