namespace DetectionSdk.Onnx;

/// <summary>What became of one convolution.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Reason">Why it stays float; null where it runs in int8.</param>
/// <param name="SignalToNoise">
/// Signal over error of the last layers' answers, with this layer alone in int8, in dB; null where it was not measured.
/// </param>
public sealed record LayerQuantization(string Name, string? Reason, double? SignalToNoise)
{
    /// <summary>Whether ONNX Runtime computes it with 8-bit integers.</summary>
    public bool IsInt8 => Reason is null;
}
