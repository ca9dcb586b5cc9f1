namespace DetectionSdk.Training;

/// <summary>A network was not exported because its ONNX model would not compute what the network computes.</summary>
/// <param name="message">The file that was to be written, and what differs.</param>
/// <param name="innerException">What a runtime said; null where none did.</param>
public sealed class ModelExportException(string message, Exception? innerException = null)
    : DetectionSdkException(message, innerException);
