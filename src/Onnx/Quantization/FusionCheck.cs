using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Onnx;

/// <summary>Asks ONNX Runtime what it makes of an int8 model on this machine.</summary>
internal static class FusionCheck
{
    private const string IntegerActivations = "session.qdqisint8allowed";

    /// <summary>Names of the convolutions that run in int8.</summary>
    /// <exception cref="OnnxFormatException">ONNX Runtime does not take the model.</exception>
    public static IReadOnlySet<string> FindInteger(OnnxModel model, QuantizationTarget target)
    {
        string optimised = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        try
        {
            using SessionOptions options = RuntimeSession.CreateOptions(GraphOptimizationLevel.ORT_ENABLE_EXTENDED);
            options.OptimizedModelFilePath = optimised;
            if (target is QuantizationTarget.Arm or QuantizationTarget.TensorRt)
                options.AddSessionConfigEntry(IntegerActivations, "1");
            RuntimeSession.Open(model, options).Dispose();
            return OnnxModel.Load(optimised).Graph.Node.Where(node => node.OpType == "QLinearConv")
                .Select(GraphIndex.NameOf).ToHashSet(StringComparer.Ordinal);
        }
        finally
        {
            File.Delete(optimised);
        }
    }
}
