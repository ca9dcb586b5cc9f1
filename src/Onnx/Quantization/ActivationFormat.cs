namespace DetectionSdk.Onnx;

/// <summary>How 8-bit activations are stored.</summary>
/// <param name="Type">uint8 or int8.</param>
/// <param name="Lowest">Smallest stored value.</param>
/// <param name="Highest">Largest stored value.</param>
/// <param name="IsSymmetric">Whether 0 is stored as 0.</param>
internal sealed record ActivationFormat(TensorProto.Types.DataType Type, int Lowest, int Highest, bool IsSymmetric)
{
    /// <summary>Smaller steps are none: what has them is 0 everywhere.</summary>
    public const float SmallestNormal = 1.17549435e-38f;

    public static ActivationFormat Of(QuantizationTarget target) => target switch
    {
        QuantizationTarget.Arm => new(TensorProto.Types.DataType.Int8, -128, 127, false),
        QuantizationTarget.TensorRt => new(TensorProto.Types.DataType.Int8, -127, 127, true),
        _ => new(TensorProto.Types.DataType.Uint8, 0, 255, false),
    };

    /// <summary>The step between stored values, and which of them stands for 0.</summary>
    public (float Scale, int ZeroPoint) Fit(ValueRange range)
    {
        (double low, double high) = (range.Low, range.High);
        if (IsSymmetric) (low, high) = (-Math.Max(-low, high), Math.Max(-low, high));
        double scale = (high - low) / (Highest - Lowest);
        if (scale < SmallestNormal) return (1, IsSymmetric ? 0 : Lowest);
        return ((float)scale, IsSymmetric ? 0 : (int)Math.Round(Lowest - low / scale));
    }
}
