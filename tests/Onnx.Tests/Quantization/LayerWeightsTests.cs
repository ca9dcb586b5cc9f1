namespace DetectionSdk.Onnx.Tests.Quantization;

public sealed class LayerWeightsTests
{
    [Fact]
    public void Every_output_channel_has_the_scale_of_its_largest_weight()
    {
        QuantizedWeights stored = Quantize(QuantizationTarget.X64, [1.27f, -0.635f, 0.0254f, 0], [0.02f, -1], 0.5f);

        Assert.Equal([0.01f, 0.0002f], stored.Scales, Close);
        Assert.Equal<sbyte>([127, -64, 127, 0], stored.Weights);         // -63.5 rounds to the even number
        Assert.Equal([0.005f, 0.0001f], stored.BiasScales, Close);      // times the step of the input
        Assert.Equal([4, -10000], stored.Bias!);
    }

    [Fact]
    public void Without_VNNI_weights_have_seven_bits() =>
        Assert.Equal<sbyte>(
            [63, -32, 63, 0],
            Quantize(QuantizationTarget.X64WithoutVnni, [1.26f, -0.635f, 0.126f, 0], null, 1).Weights);

    [Fact]
    public void A_bias_that_32_bits_cannot_hold_makes_the_steps_larger()
    {
        QuantizedWeights stored = Quantize(QuantizationTarget.X64, [1e-12f, 0, 1, 0], [1, 1], 1);
        Assert.InRange(stored.Bias![0], int.MaxValue * 0.999, int.MaxValue);
        Assert.Equal(1, stored.Bias[0] * (double)stored.BiasScales[0], 1e-6);
    }

    [Fact]
    public void A_channel_of_zeros_stays_zero()
    {
        QuantizedWeights stored = Quantize(QuantizationTarget.X64, [0, 0, 1, 0], [0, 0], 1);
        Assert.Equal(1, stored.Scales[0]);
        Assert.Equal<sbyte>([0, 0, 127, 0], stored.Weights);
    }

    [Fact]
    public void For_TensorRT_the_bias_stays_float() =>
        Assert.Null(Quantize(QuantizationTarget.TensorRt, [1, 0, 1, 0], [1, 1], 1).Bias);

    private static bool Close(float expected, float found) => Math.Abs(expected - found) <= 1e-6f * Math.Abs(expected);

    // Two output channels of two weights each.
    private static QuantizedWeights Quantize(
        QuantizationTarget target, float[] weights, float[]? bias, float inputScale) =>
        new LayerWeights(target).Quantize(
            TensorValues.Create<float>("weights", TensorProto.Types.DataType.Float, weights, 2, 2, 1, 1),
            bias is null ? null : TensorValues.Create<float>("bias", TensorProto.Types.DataType.Float, bias, 2),
            inputScale);
}
