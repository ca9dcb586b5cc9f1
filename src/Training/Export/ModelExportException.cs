namespace DetectionSdk.Training;

/// <summary>A network was not exported because its ONNX model would not compute what the network computes.</summary>
/// <param name="message">The file that was to be written, and what differs.</param>
public sealed class ModelExportException(string message) : DetectionSdkException(message);
