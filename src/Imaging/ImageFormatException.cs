namespace DetectionSdk;

/// <summary>
/// An image cannot be used: its file is damaged or no image, or its pixels are of a kind that is not supported. The
/// message says what was found and what was expected.
/// </summary>
public sealed class ImageFormatException : DetectionSdkException
{
    /// <summary>Creates the exception.</summary>
    public ImageFormatException(string message, Exception? innerException = null) : base(message, innerException) { }
}
