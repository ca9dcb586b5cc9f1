namespace DetectionSdk;

/// <summary>
/// A video does not open, has lost its connection, or ends before it should. The message names the source and the
/// reason.
/// </summary>
public sealed class VideoSourceException(string message, Exception? innerException = null) : DetectionSdkException(
    message, innerException);
