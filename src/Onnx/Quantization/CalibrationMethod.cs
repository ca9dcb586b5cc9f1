namespace DetectionSdk.Onnx;

/// <summary>How the range of a tensor follows from the values that it has on the calibration pictures.</summary>
public enum CalibrationMethod
{
    /// <summary>The smallest and the largest value.</summary>
    MinMax,

    /// <summary>
    /// The values between which <see cref="QuantizerOptions.Percentile"/> percent lie, half of the rest cut on each
    /// side.
    /// </summary>
    Percentile,

    /// <summary>The range whose 8-bit values tell least else of the distribution (Kullback and Leibler).</summary>
    Entropy,
}
