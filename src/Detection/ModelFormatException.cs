namespace DetectionSdk;

/// <summary>
/// A model file cannot be used: it is damaged, or it is no detector that this library reads. The message says what was
/// found and what is supported.
/// </summary>
public sealed class ModelFormatException : DetectionSdkException
{
    /// <summary>Creates the exception.</summary>
    public ModelFormatException(string message, Exception? innerException = null) : base(message, innerException) { }
}
