using Microsoft.ML.OnnxRuntime;

namespace DetectionSdk.Onnx;

/// <summary>
/// Makes an int8 model of a float one, without training: ranges of all activations are collected on pictures, scales
/// chosen from them, layers that would err too much left float, the rest written as QuantizeLinear and DequantizeLinear
/// (QDQ), and what ONNX Runtime makes of it is looked at.
/// </summary>
public static class Quantizer
{
    // What a layer costs hardly differs from picture to picture, and is measured layer by layer.
    private const int NoisePictures = 4;

    /// <summary>Metadata that says how a model was quantised.</summary>
    public const string MetadataKey = "quantization";

    /// <summary>Quantises a model.</summary>
    /// <param name="model">A convolutional float32 model; not changed.</param>
    /// <param name="pictures">
    /// What the model's inputs hold for pictures like those that it will see, a few hundred of them: for detectors,
    /// what <c>Detector.Prepare</c> gives. Read two or three times, one at a time.
    /// </param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the work between two pictures.</param>
    /// <exception cref="OnnxFormatException">
    /// The model is quantised already, has no convolution or no float32 weights, is refused by ONNX Runtime or fails on
    /// a picture; or it has no layer that is to stay float.
    /// </exception>
    /// <exception cref="CalibrationException">There are no pictures, or all are alike.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static QuantizedModel Quantize(
        OnnxModel model, IEnumerable<IReadOnlyCollection<NamedOnnxValue>> pictures, QuantizerOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(pictures);
        options ??= new QuantizerOptions();
        options.Validate();
        OnnxModel prepared = FloatGraph.Prepare(model);
        GraphIndex graph = new(prepared, TensorTap.FindFloats(prepared));
        CalibrationPictures calibration = new(pictures, cancellationToken);

        QuantizationPlan plan = QuantizationPlan.Of(graph, LayerChoice.Of(graph, options));
        IReadOnlyDictionary<string, ValueRange> ranges =
            new RangeCollector(prepared, plan, options).Collect(calibration);
        calibration.RequireDifferent();
        IReadOnlyDictionary<string, double> noise =
            new LayerNoise(graph, plan, ranges, options.Target)
                .Measure(calibration.Spread(NoisePictures), cancellationToken);
        plan = QuantizationPlan.Of(graph, NoiseBudget.Spend(plan.Layers, noise, options.MinimumSignalToNoise));
        OnnxModel quantized = QuantizedGraph.Write(graph, plan, ranges, options.Target);
        quantized.SetMetadata(MetadataKey, Describe(options, calibration.Count));
        return new QuantizedModel(quantized, Verify(quantized, plan.Layers, options.Target), calibration.Count);
    }

    private static string Describe(QuantizerOptions options, int pictures) =>
        $"int8 for {options.Target}, {options.Calibration} over {pictures} pictures";

    private static LayerQuantization[] Verify(
        OnnxModel model, IReadOnlyList<LayerQuantization> layers, QuantizationTarget target)
    {
        IReadOnlySet<string> integer = FusionCheck.FindInteger(model, target);
        return
        [
            .. layers.Select(
                layer => layer.IsInt8 && !integer.Contains(layer.Name)
                    ? layer with { Reason = "ONNX Runtime does not fuse it on this machine" }
                    : layer)
        ];
    }
}
