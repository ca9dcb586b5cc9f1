using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx.Tests;

public sealed class HalfWeightsTests
{
    [Fact]
    public void Weights_take_half_the_bytes_and_are_rounded_to_the_nearest_half()
    {
        // 0.1 is 0.0999755859375 in half precision, 1.5 is exact; the bias 2048.9 becomes 2048.
        OnnxModel model = Model([0.1f, 1.5f, -3], 2048.9f);
        int before = model.Graph.Initializer.Sum(constant => constant.RawData.Length);
        Assert.Same(model, HalfWeights.Store(model));
        Assert.Equal(before, 2 * model.Graph.Initializer.Sum(constant => constant.RawData.Length));

        using InferenceSession session = new(model.ToBytes());
        using var answer = session.Run(
            [NamedOnnxValue.CreateFromTensor("images", new DenseTensor<float>(new float[] { 1, 2, 3 }, [1, 3, 1, 1]))]);
        Assert.Equal(0.09998 + 2 * 1.5 - 3 * 3 + 2048, answer[0].AsEnumerable<float>().Single(), 0.001);
    }

    [Fact]
    public void What_half_precision_does_not_hold_is_refused_by_name() =>
        Assert.Equal(
            "'two.onnx': weight 'constant_0' holds 70000; half precision ends at 65504.",
            Assert.Throws<OnnxFormatException>(() => HalfWeights.Store(Model([1, 70_000, 2], 0))).Message);

    private static OnnxModel Model(float[] kernel, float bias)
    {
        GraphBuilder graph = new("pointwise");
        string output = graph.Convolution(
            graph.Input("images", "batch", 3, "height", "width"), graph.Constant(kernel, 1, 3, 1, 1),
            graph.Constant([bias], 1), kernel: 1);
        graph.Output("output", output, "batch", 1, "height", "width");
        return OnnxModel.Parse(graph.ToModel([]), "two.onnx");
    }
}
