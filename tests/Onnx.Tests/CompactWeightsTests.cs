using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx.Tests;

public sealed class CompactWeightsTests
{
    [Fact]
    public void Weights_take_half_the_bytes_and_are_rounded_to_the_nearest_half()
    {
        // 0.1 is 0.0999755859375 in half precision, 1.5 is exact; the bias 2048.9 becomes 2048.
        OnnxModel model = Model([0.1f, 1.5f, -3], 2048.9f);
        int before = model.Graph.Initializer.Sum(constant => constant.RawData.Length);
        Assert.Same(model, CompactWeights.Store(model));
        Assert.Equal(before, 2 * model.Graph.Initializer.Sum(constant => constant.RawData.Length));
        Assert.Equal(0.09998 + 2 * 1.5 - 3 * 3 + 2048, Assert.Single(Answer(model)), 0.001);
    }

    [Fact]
    public void What_half_precision_does_not_hold_is_refused_by_name() =>
        Assert.Equal(
            "'two.onnx': weight 'constant_0' holds 70000; half precision ends at 65504.",
            Assert.Throws<OnnxFormatException>(() => CompactWeights.Store(Model([1, 70_000, 2], 0))).Message);

    [Fact]
    public void Kernels_take_a_byte_and_are_rounded_to_the_nearest_step_of_their_channel()
    {
        // Steps are 12.7 / 127 and 0.254 / 127; 0.26 of the first is three steps, the others are whole.
        OnnxModel model = Model([12.7f, 0.26f, -1, 0.254f, 0.002f, -0.1f], 0.5f, 0.25f);
        CompactWeights.Store(model, WeightFormat.Byte);
        Assert.Equal([6, 4, 8], model.Graph.Initializer.Select(constant => constant.RawData.Length));
        float[] answer = Answer(model);
        Assert.Equal(12.7 + 2 * 0.3 - 3 + 0.5, answer[0], 1e-5);
        Assert.Equal(0.254 + 2 * 0.002 - 0.3 + 0.25, answer[1], 1e-6);
    }

    [Fact]
    public void Kernels_of_nothing_stay_nothing_and_no_number_is_refused_by_name()
    {
        OnnxModel model = Model([0, 0, 0], 2);
        CompactWeights.Store(model, WeightFormat.Byte);
        Assert.Equal([2f], Answer(model));
        Assert.Equal(
            "'two.onnx': weight 'constant_0' holds NaN; expected finite numbers.",
            Assert.Throws<OnnxFormatException>(
                () => CompactWeights.Store(Model([1, float.NaN, 2], 0), WeightFormat.Byte)).Message);
    }

    private static float[] Answer(OnnxModel model)
    {
        using InferenceSession session = new(model.ToBytes());
        using var answer = session.Run(
            [NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(new float[] { 1, 2, 3 }, [1, 3, 1, 1]))]);
        return [.. answer[0].AsEnumerable<float>()];
    }

    private static OnnxModel Model(float[] kernels, params float[] biases)
    {
        GraphBuilder graph = new("pointwise");
        string output = graph.Convolution(
            graph.Input("images", "batch", 3, "height", "width"), graph.Constant(kernels, biases.Length, 3, 1, 1),
            graph.Constant(biases, biases.Length), kernel: 1);
        graph.Output("output", output, "batch", biases.Length, "height", "width");
        return OnnxModel.Parse(graph.ToModel([]), "two.onnx");
    }
}
