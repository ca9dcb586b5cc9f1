namespace DetectionSdk.Streaming;

/// <summary>A source does not open, or has lost its connection. The message names the source and the reason.</summary>
public sealed class VideoSourceException(string message, Exception? innerException = null) : DetectionSdkException(
    message, innerException);
