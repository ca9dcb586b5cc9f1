namespace DetectionSdk.Onnx.Tests.Quantization;

public sealed class NoiseBudgetTests
{
    private static readonly LayerQuantization[] Layers =
    [
        new("first", null, null), new("second", null, null), new("third", null, null),
        new("last", "the options say so", null)
    ];

    private static readonly Dictionary<string, double> Noise =
        new(StringComparer.Ordinal) { ["first"] = 0.02, ["second"] = 0.06, ["third"] = 0.03 };

    [Fact]
    public void The_layers_that_cost_most_stay_float_until_the_rest_fits()
    {
        IReadOnlyList<LayerQuantization> left = NoiseBudget.Spend(Layers, Noise, minimum: 13);   // 0.0501 of error

        Assert.Equal([true, false, true, false], left.Select(layer => layer.IsInt8));
        Assert.Equal(-10 * Math.Log10(0.06), left[1].SignalToNoise!.Value, 1e-9);
        Assert.Equal("their errors would leave the answer less than 13 dB of signal over error", left[1].Reason);
        Assert.Equal(Layers[3], left[3]);
    }

    [Fact]
    public void Without_a_minimum_none_is_left_out() =>
        Assert.Equal(3, NoiseBudget.Spend(Layers, Noise, double.NegativeInfinity).Count(layer => layer.IsInt8));

    [Fact]
    public void The_summary_counts_and_gives_reasons() =>
        Assert.Equal(
            "2 of 4 convolutions run in int8; 2 do not: 1 because their errors would leave the answer less than 13 dB "
            + "of signal over error, 1 because the options say so.",
            new QuantizedModel(null!, NoiseBudget.Spend(Layers, Noise, 13), 2).Summary());
}
