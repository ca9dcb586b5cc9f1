namespace DetectionSdk.Onnx;

/// <summary>
/// An ONNX file is damaged, or holds what this library does not work on. The message names the file, and the node where
/// it is one.
/// </summary>
/// <param name="message">The file, what was found and what was expected.</param>
/// <param name="innerException">What caused it.</param>
public sealed class OnnxFormatException(string message, Exception? innerException = null)
    : DetectionSdkException(message, innerException);
