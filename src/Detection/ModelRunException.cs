namespace DetectionSdk;

/// <summary>
/// A model was opened but failed on an image: what it declares does not hold inside, or memory is short. The message
/// names the model and the size of the image; other images may well succeed.
/// </summary>
public sealed class ModelRunException : DetectionSdkException
{
    /// <summary>Creates the exception.</summary>
    public ModelRunException(string message, Exception? innerException = null) : base(message, innerException) { }
}
