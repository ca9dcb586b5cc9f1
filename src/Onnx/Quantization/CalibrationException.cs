namespace DetectionSdk.Onnx;

/// <summary>Pictures from which ranges cannot be learned.</summary>
/// <param name="message">What was found and what was expected.</param>
/// <param name="innerException">What caused it.</param>
public sealed class CalibrationException(string message, Exception? innerException = null)
    : DetectionSdkException(message, innerException);
