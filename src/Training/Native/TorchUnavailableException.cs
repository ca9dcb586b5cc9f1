namespace DetectionSdk.Training;

/// <summary>libtorch, the native library that training computes with, cannot be loaded in this process.</summary>
/// <param name="cause">What the system's loader says.</param>
public sealed class TorchUnavailableException(string cause) : DetectionSdkException(
    $"libtorch cannot be loaded: {cause}");
