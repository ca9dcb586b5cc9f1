using System.Numerics.Tensors;

namespace DetectionSdk.Onnx;

/// <summary>Quantises weights symmetrically, each output channel by itself.</summary>
internal sealed class LayerWeights(QuantizationTarget target)
{
    private readonly int _largest = target == QuantizationTarget.X64WithoutVnni ? 63 : 127;

    // A bias is stored in steps of the products that it is added to, in 32 bits with a little room.
    private const double LargestBias = int.MaxValue / 1.0001;

    /// <param name="weights">(out, in, ...).</param>
    /// <param name="bias">(out); null for none.</param>
    /// <param name="inputScale">Step of the layer's input.</param>
    public QuantizedWeights Quantize(TensorProto weights, TensorProto? bias, float inputScale)
    {
        float[] values = TensorValues.Floats(weights);
        float[]? biases = bias is null || target == QuantizationTarget.TensorRt ? null : TensorValues.Floats(bias);
        int channels = (int)weights.Dims[0], perChannel = values.Length / channels;
        sbyte[] stored = new sbyte[values.Length];
        float[] scales = new float[channels];
        for (int channel = 0; channel < channels; channel++)
        {
            ReadOnlySpan<float> kernel = values.AsSpan(channel * perChannel, perChannel);
            float scale = scales[channel] = Scale(kernel, biases?[channel] ?? 0, inputScale);
            for (int i = 0; i < perChannel; i++)
                stored[channel * perChannel + i] =
                    (sbyte)Math.Clamp(Math.Round((double)kernel[i] / scale), -_largest, _largest);
        }
        float[] products = [.. scales.Select(scale => scale * inputScale)];
        int[]? integers = biases is null
            ? null
            : [.. biases.Zip(products, (value, scale) => (int)Math.Round((double)value / scale))];
        return new QuantizedWeights(stored, scales, integers, products);
    }

    private float Scale(ReadOnlySpan<float> kernel, float bias, float inputScale)
    {
        double scale = Math.Max(
            Math.Abs(TensorPrimitives.MaxMagnitude(kernel)) / (double)_largest,
            Math.Abs(bias) / (inputScale * LargestBias));
        return scale < ActivationFormat.SmallestNormal ? 1 : (float)scale;
    }
}
