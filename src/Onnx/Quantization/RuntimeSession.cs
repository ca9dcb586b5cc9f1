using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Onnx;

/// <summary>Opens ONNX Runtime on models that lie in memory.</summary>
internal static class RuntimeSession
{
    /// <exception cref="OnnxFormatException">ONNX Runtime does not take the model.</exception>
    public static InferenceSession Open(OnnxModel model, SessionOptions options)
    {
        NativeOnnxRuntime.Require();
        try
        {
            return new InferenceSession(model.ToBytes(), options);
        }
        catch (OnnxRuntimeException error)
        {
            throw new OnnxFormatException($"'{model.Name}' is refused by ONNX Runtime: {error.Message}", error);
        }
    }

    public static SessionOptions CreateOptions(GraphOptimizationLevel level) => new()
    {
        GraphOptimizationLevel = level, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
    };
}
