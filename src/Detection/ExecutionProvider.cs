namespace DetectionSdk;

/// <summary>The hardware back end that ONNX Runtime uses.</summary>
public enum ExecutionProvider
{
    /// <summary>
    /// The fastest provider that this build of ONNX Runtime offers and that starts here; the CPU otherwise. The choice
    /// is logged.
    /// </summary>
    Auto,

    /// <summary>The CPU. Always available.</summary>
    Cpu,

    /// <summary>NVIDIA CUDA, from the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    Cuda,

    /// <summary>NVIDIA TensorRT, from the package Microsoft.ML.OnnxRuntime.Gpu.</summary>
    TensorRt,

    /// <summary>DirectML on Windows, from the package Microsoft.ML.OnnxRuntime.DirectML.</summary>
    DirectMl,

    /// <summary>CoreML on macOS, from the package Microsoft.ML.OnnxRuntime.</summary>
    CoreMl,

    /// <summary>Intel OpenVINO, from the package Intel.ML.OnnxRuntime.OpenVino.</summary>
    OpenVino,
}
