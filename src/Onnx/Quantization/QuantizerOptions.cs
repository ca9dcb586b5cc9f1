namespace DetectionSdk.Onnx;

/// <summary>How a <see cref="Quantizer"/> chooses ranges and layers. Immutable; checked when it runs.</summary>
public sealed record QuantizerOptions
{
    /// <summary>What the model is to run on. Default <see cref="QuantizationTarget.X64"/>.</summary>
    public QuantizationTarget Target { get; init; } = QuantizationTarget.X64;

    /// <summary>How ranges are found. Default <see cref="CalibrationMethod.MinMax"/>.</summary>
    public CalibrationMethod Calibration { get; init; } = CalibrationMethod.MinMax;

    /// <summary>
    /// Percent of the values that <see cref="CalibrationMethod.Percentile"/> keeps. In [50, 100], default 99.999.
    /// </summary>
    public double Percentile { get; init; } = 99.999;

    /// <summary>
    /// Signal over error that the last layers' answers must keep, in dB. The layers that cost most stay float until
    /// they do. Default 13; negative infinity leaves no layer out.
    /// </summary>
    public double MinimumSignalToNoise { get; init; } = 13;

    /// <summary>Names of convolutions that stay float whatever their error. Default none.</summary>
    public IReadOnlyList<string> FloatLayers { get; init; } = [];

    internal void Validate()
    {
        if (!(Percentile is >= 50 and <= 100))
            throw new ArgumentOutOfRangeException(
                nameof(Percentile), Percentile, "QuantizerOptions.Percentile must be in [50, 100].");
        if (double.IsNaN(MinimumSignalToNoise))
            throw new ArgumentOutOfRangeException(
                nameof(MinimumSignalToNoise), MinimumSignalToNoise,
                "QuantizerOptions.MinimumSignalToNoise must be a number.");
    }
}
