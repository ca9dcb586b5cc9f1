using Microsoft.ML.OnnxRuntime;
using static DetectionSdk.Onnx.Tests.Quantization.SmallNetwork;

namespace DetectionSdk.Onnx.Tests.Quantization;

public sealed class QuantizerTests
{
    [Fact]
    public void Both_convolutions_around_a_SiLU_run_in_int8_and_answer_nearly_the_same()
    {
        OnnxModel model = WithSilu();
        byte[] before = model.ToBytes();

        QuantizedModel quantized = Quantizer.Quantize(model, Pictures(4));

        Assert.Equal("2 of 2 convolutions run in int8.", quantized.Summary());
        Assert.Equal(4, quantized.Pictures);
        Assert.Equal(before, model.ToBytes());
        // Answers of up to 1.5 in 255 steps, after two layers of rounding.
        Assert.InRange(Distance(Answer(model, Picture(9)), Answer(quantized.Model, Picture(9))), 1e-4, 0.01);
        Assert.Contains(quantized.Model.Proto.MetadataProps, entry => entry is { Key: "names", Value: "{0: 'one'}" });
        Assert.Contains(
            quantized.Model.Proto.MetadataProps,
            entry => entry is { Key: "quantization", Value: "int8 for X64, MinMax over 4 pictures" });
    }

    [Theory]
    [InlineData(QuantizationTarget.X64, TensorProto.Types.DataType.Uint8)]
    [InlineData(QuantizationTarget.X64WithoutVnni, TensorProto.Types.DataType.Uint8)]
    [InlineData(QuantizationTarget.Arm, TensorProto.Types.DataType.Int8)]
    [InlineData(QuantizationTarget.TensorRt, TensorProto.Types.DataType.Int8)]
    public void The_target_decides_on_the_type_of_activations(
        QuantizationTarget target, TensorProto.Types.DataType type)
    {
        OnnxModel model = WithSilu();
        OnnxModel quantized = Quantizer.Quantize(model, Pictures(2), new QuantizerOptions { Target = target }).Model;

        HashSet<string> points = [.. Nodes(quantized, "QuantizeLinear").Select(node => node.Input[2])];
        Assert.NotEmpty(points);
        Assert.All(
            quantized.Graph.Initializer.Where(constant => points.Contains(constant.Name)),
            point => Assert.Equal((int)type, point.DataType));
        Assert.InRange(Distance(Answer(model, Picture(9)), Answer(quantized, Picture(9))), 1e-4, 0.02);
    }

    [Fact]
    public void Weights_are_int8_with_a_scale_for_each_output_channel()
    {
        OnnxModel quantized = Quantizer.Quantize(WithSilu(), Pictures(2)).Model;
        NodeProto convolution = Nodes(quantized, "Conv").First();
        NodeProto dequantize = quantized.Graph.Node.Single(node => node.Output[0] == convolution.Input[1]);
        TensorProto weights = Constant(quantized, dequantize.Input[0]);

        Assert.Equal((int)TensorProto.Types.DataType.Int8, weights.DataType);
        Assert.Equal([8, 3, 3, 3], weights.Dims);
        Assert.Equal([8], Constant(quantized, dequantize.Input[1]).Dims);
        Assert.All(Constant(quantized, dequantize.Input[2]).RawData.Span.ToArray(), point => Assert.Equal(0, point));
        Assert.Equal(0, dequantize.Attribute.Single(attribute => attribute.Name == "axis").I);
        Assert.DoesNotContain(
            quantized.Graph.Initializer,
            constant => constant.DataType == (int)TensorProto.Types.DataType.Float && constant.Dims.Count == 4);
    }

    [Fact]
    public void What_follows_the_last_convolution_of_a_branch_stays_float()
    {
        OnnxModel model = Build((graph, images) =>
        {
            string body = graph.Relu(Convolve(graph, images, 3, 8, 1));
            string boxes = Convolve(graph, body, 8, 4, 2), scores = graph.Sigmoid(Convolve(graph, body, 8, 4, 3));
            return graph.Concatenate(graph.Multiply(boxes, graph.Constant([640f])), scores);
        });

        QuantizedModel quantized = Quantizer.Quantize(model, Pictures(2));

        Assert.Equal("3 of 3 convolutions run in int8.", quantized.Summary());
        NodeProto sigmoid = Nodes(quantized.Model, "Sigmoid").Single();
        Assert.DoesNotContain(Nodes(quantized.Model, "QuantizeLinear"), node => node.Input[0] == sigmoid.Output[0]);
        Assert.Equal(4, Nodes(quantized.Model, "QuantizeLinear").Count());     // images, body, boxes, scores
        float[] exact = Answer(model, Picture(9)), found = Answer(quantized.Model, Picture(9));
        int scores = 4 * Side * Side;                                          // beside boxes of hundreds
        Assert.InRange(Distance(exact[^scores..], found[^scores..]), 1e-5, 0.005);
    }

    [Fact]
    public void A_pool_an_enlargement_and_what_they_are_joined_with_share_a_scale()
    {
        OnnxModel model = Build((graph, images) =>
        {
            string wide = graph.Relu(Convolve(graph, images, 3, 8, 1));
            string small = graph.MaxPool(graph.Relu(Convolve(graph, wide, 8, 8, 2)), stride: 2);
            return Convolve(graph, graph.Concatenate(graph.EnlargeTwice(small), wide), 16, 4, 3);
        });

        OnnxModel quantized = Quantizer.Quantize(model, Pictures(2)).Model;

        string[] shared =
        [
            .. Nodes(quantized, "MaxPool").Concat(Nodes(quantized, "Resize")).Concat(Nodes(quantized, "Concat"))
                .SelectMany(node => new[] { node.Input[0], node.Output[0] })
                .Select(tensor => tensor.Replace("_dequantized", "", StringComparison.Ordinal))
        ];
        float[] scales =
        [
            .. Nodes(quantized, "QuantizeLinear").Where(node => shared.Contains(node.Input[0]))
                .Select(node => TensorValues.Floats(Constant(quantized, node.Input[1]))[0])
        ];
        Assert.True(scales.Length >= 4);
        Assert.Single(scales.Distinct());
    }

    [Fact]
    public void The_mean_of_a_distribution_is_decoding_and_stays_float()
    {
        OnnxModel model = Build((graph, images) =>
        {
            string logits = Convolve(graph, images, 3, 4, 1);
            string distribution = graph.Node("Softmax", [logits], GraphBuilder.Number("axis", 1));
            return graph.Convolution(
                distribution, graph.Constant([0f, 1, 2, 3], 1, 4, 1, 1), graph.Constant([0f], 1), kernel: 1);
        });
        Assert.Equal(
            "1 of 2 convolutions run in int8; 1 does not: 1 because it reads a distribution (a Softmax).",
            Quantizer.Quantize(model, Pictures(2)).Summary());
    }

    [Fact]
    public void A_layer_that_costs_too_much_stays_float_with_its_activation()
    {
        QuantizedModel all = Quantizer.Quantize(WithSilu(), Pictures(2));
        double worst = all.Layers.Min(layer => layer.SignalToNoise!.Value);
        Assert.InRange(worst, 20, 60);

        QuantizedModel strict = Quantizer.Quantize(
            WithSilu(), Pictures(2), new QuantizerOptions { MinimumSignalToNoise = worst });

        Assert.Equal(1, strict.Layers.Count(layer => layer.IsInt8));
        Assert.Contains("would leave the answer less than", strict.Summary(), StringComparison.Ordinal);
    }

    [Fact]
    public void Layers_that_are_named_stay_float_and_unknown_names_are_refused()
    {
        string first = Quantizer.Quantize(WithSilu(), Pictures(2)).Layers[0].Name;
        QuantizedModel quantized = Quantizer.Quantize(
            WithSilu(), Pictures(2), new QuantizerOptions { FloatLayers = [first] });
        Assert.Equal([false, true], quantized.Layers.Select(layer => layer.IsInt8));
        Assert.Contains(
            "has no convolution 'nobody'; expected one of",
            Assert.Throws<OnnxFormatException>(
                () => Quantizer.Quantize(WithSilu(), Pictures(2), new QuantizerOptions { FloatLayers = ["nobody"] }))
                .Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CalibrationMethod.Percentile)]
    [InlineData(CalibrationMethod.Entropy)]
    public void Every_method_of_calibration_gives_nearly_the_same_answers(CalibrationMethod method)
    {
        OnnxModel model = WithSilu();
        QuantizedModel quantized = Quantizer.Quantize(
            model, Pictures(4), new QuantizerOptions { Calibration = method });
        Assert.Equal("2 of 2 convolutions run in int8.", quantized.Summary());
        Assert.InRange(Distance(Answer(model, Picture(9)), Answer(quantized.Model, Picture(9))), 1e-4, 0.02);
    }

    [Fact]
    public void What_cannot_be_quantised_is_refused_by_name()
    {
        OnnxModel quantized = Quantizer.Quantize(WithSilu(), Pictures(2)).Model;
        Assert.StartsWith(
            "'small.onnx' is quantised already: node 'images_dequantized_quantized' is a QuantizeLinear",
            Refusal(quantized), StringComparison.Ordinal);
        Assert.Equal(
            "'small.onnx' has no convolution; only convolutional models become faster in int8.",
            Refusal(Build((graph, images) => graph.Relu(images))));
        OnnxModel half = WithSilu();
        half.Graph.Initializer[0].DataType = (int)TensorProto.Types.DataType.Float16;
        Assert.StartsWith("'small.onnx' holds float16 numbers", Refusal(half), StringComparison.Ordinal);
        OnnxModel old = WithSilu();
        old.Proto.OpsetImport[0].Version = 10;
        Assert.Equal(
            "'small.onnx' is of operator set 10; expected 11 or newer. Export it anew.", Refusal(old));
    }

    [Fact]
    public void Pictures_that_are_alike_are_refused()
    {
        Assert.Equal(
            "There is no calibration picture; expected some hundred.",
            Assert.Throws<CalibrationException>(() => Quantizer.Quantize(WithSilu(), [])).Message);
        Assert.Equal(
            "There is 1 calibration picture; expected some hundred different ones.",
            Assert.Throws<CalibrationException>(() => Quantizer.Quantize(WithSilu(), Pictures(1))).Message);
        IReadOnlyCollection<NamedOnnxValue>[] same = [.. Enumerable.Repeat(Picture(3), 5)];
        Assert.StartsWith(
            "The 5 calibration pictures are all alike",
            Assert.Throws<CalibrationException>(() => Quantizer.Quantize(WithSilu(), same)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        Assert.StartsWith(
            "QuantizerOptions.Percentile must be in [50, 100].",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => Quantizer.Quantize(WithSilu(), Pictures(2), new QuantizerOptions { Percentile = 101 })).Message,
            StringComparison.Ordinal);
        QuantizerOptions defaults = new();
        Assert.Equal(
            (QuantizationTarget.X64, CalibrationMethod.MinMax, 99.999, 13.0, 0),
            (defaults.Target, defaults.Calibration, defaults.Percentile, defaults.MinimumSignalToNoise,
                defaults.FloatLayers.Count));
    }

    private static string Refusal(OnnxModel model) =>
        Assert.Throws<OnnxFormatException>(() => Quantizer.Quantize(model, Pictures(2))).Message;

    private static IEnumerable<NodeProto> Nodes(OnnxModel model, string operation) =>
        model.Graph.Node.Where(node => node.OpType == operation);

    private static TensorProto Constant(OnnxModel model, string name) =>
        model.Graph.Initializer.Single(constant => constant.Name == name);
}
