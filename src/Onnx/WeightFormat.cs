namespace DetectionSdk.Onnx;

/// <summary>How the weights of a model lie in its file.</summary>
public enum WeightFormat
{
    /// <summary>Half precision: two bytes.</summary>
    Half,

    /// <summary>
    /// Kernels of convolutions in one byte, with a step of its own for each output channel; the others in half
    /// precision.
    /// </summary>
    Byte,
}
