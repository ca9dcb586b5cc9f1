namespace DetectionSdk.Onnx;

/// <summary>What the int8 model is to run fast on. Every file runs everywhere; elsewhere it may be slow.</summary>
public enum QuantizationTarget
{
    /// <summary>x64 processors with VNNI: activations uint8, weights int8, symmetric per output channel.</summary>
    X64,

    /// <summary>
    /// Older x64 processors, on which sums of products of 8 bits may overflow: weights of 7 bits, in [-63, 63].
    /// </summary>
    X64WithoutVnni,

    /// <summary>ARM64: activations int8. ONNX Runtime on x64 leaves most of such a model in float.</summary>
    Arm,

    /// <summary>NVIDIA TensorRT: activations int8, symmetric; biases stay float.</summary>
    TensorRt,
}
