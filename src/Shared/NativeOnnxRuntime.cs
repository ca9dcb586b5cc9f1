using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk;

/// <summary>
/// Makes ONNX Runtime's environment, with its telemetry turned off, and says which package is missing where it cannot.
/// </summary>
internal static class NativeOnnxRuntime
{
    private static readonly Lazy<bool> Loaded = new(Load);

    /// <summary>To be called before the first session; free after the first call.</summary>
    /// <exception cref="DllNotFoundException">The native library, or one that it is linked to, is missing.</exception>
    public static void Require() => _ = Loaded.Value;

    private static bool Load()
    {
        RuntimeTelemetry.TurnOff();
        try
        {
            return OrtEnv.Instance().IsInvalid is false;
        }
        catch (Exception error) when (error is DllNotFoundException or TypeInitializationException)
        {
            // The cause in words, not as an inner exception: its stack would hide the sentence.
            throw new DllNotFoundException(
                "ONNX Runtime's native library does not load. The executable needs the package DetectionSdk, or "
                + "Microsoft.ML.OnnxRuntime (CPU) or Microsoft.ML.OnnxRuntime.Gpu (CUDA). Cause: "
                + error.GetBaseException().Message.Split(". ")[0] + ".");
        }
    }
}
