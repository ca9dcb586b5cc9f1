using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Onnx.Tests;

public sealed class FocusStemTests
{
    private const int Height = 12, Width = 20, Outputs = 5;
    private static readonly (int Row, int Column)[] AsYolox = [(0, 0), (1, 0), (0, 1), (1, 1)];
    private static readonly (int Row, int Column)[] AnotherOrder = [(1, 1), (0, 1), (0, 0), (1, 0)];

    [Theory]
    [InlineData(3, 1, false)]
    [InlineData(3, 1, true)]
    [InlineData(1, 0, false)]
    public void One_convolution_computes_what_slices_and_a_convolution_did(int kernel, int padding, bool reordered)
    {
        OnnxModel model = Make(reordered ? AnotherOrder : AsYolox, kernel, padding);
        float[] before = Run(model);

        Assert.True(FocusStem.Join(model));

        Assert.Equal(["Conv", "Relu"], model.Graph.Node.Select(node => node.OpType));
        Assert.Equal(2, model.Graph.Initializer.Count); // no number of a slice is left behind
        float[] after = Run(model);
        Assert.Equal(before.Length, after.Length);
        Assert.Contains(before, value => value > 0.1f);
        for (int i = 0; i < before.Length; i++) Assert.Equal(before[i], after[i], 1e-5f);
    }

    [Fact]
    public void Slices_that_hold_some_pixels_twice_stay() => AssertStays(Make([(0, 0), (1, 0), (0, 1), (0, 1)], 3, 1));

    [Fact]
    public void Slices_of_every_third_pixel_stay() => AssertStays(Make(AsYolox, 3, 1, step: 3));

    [Fact]
    public void Slices_that_end_before_the_image_does_stay() => AssertStays(Make(AsYolox, 3, 1, end: 8));

    [Fact]
    public void A_convolution_with_steps_of_its_own_stays() => AssertStays(Make(AsYolox, 3, 1, stride: 2));

    [Fact]
    public void Slices_that_somebody_else_reads_too_stay()
    {
        OnnxModel model = Make(AsYolox, 3, 1);
        NodeProto joined = model.Graph.Node.Single(node => node.OpType == "Concat");
        model.Graph.Output.Add(new ValueInfoProto { Name = joined.Output[0] });
        AssertStays(model);
    }

    [Fact]
    public void Slices_that_are_joined_as_rows_stay()
    {
        OnnxModel model = Make(AsYolox, 3, 1);
        NodeProto joined = model.Graph.Node.Single(node => node.OpType == "Concat");
        joined.Attribute.Single(attribute => attribute.Name == "axis").I = 2;
        AssertStays(model);
    }

    [Fact]
    public void Weights_that_the_model_declares_as_an_input_stay()
    {
        OnnxModel model = Make(AsYolox, 3, 1);
        NodeProto convolution = model.Graph.Node.Single(node => node.OpType == "Conv");
        model.Graph.Input.Add(new ValueInfoProto { Name = convolution.Input[1] });
        AssertStays(model);
    }

    private static void AssertStays(OnnxModel model)
    {
        byte[] before = model.ToBytes();
        Assert.False(FocusStem.Join(model));
        Assert.Equal(before, model.ToBytes());
    }

    private static OnnxModel Make(
        (int Row, int Column)[] slices, int kernel, int padding, long step = 2, long end = long.MaxValue,
        int stride = 1)
    {
        GraphBuilder graph = new("focus");
        string image = graph.Input("images", 1, 3, Height, Width);
        string[] parts = [.. slices.Select(slice => Slice(Slice(image, 2, slice.Row), 3, slice.Column))];
        string joined = graph.Concatenate(parts);
        float[] weights = [.. Enumerable.Range(0, Outputs * 12 * kernel * kernel).Select(i => MathF.Sin(i) / 3)];
        string convolved = graph.Convolution(
            joined, graph.Constant(weights, Outputs, 12, kernel, kernel),
            graph.Constant([.. Enumerable.Range(0, Outputs).Select(i => i / 10f)], Outputs), kernel, stride, padding);
        graph.Output("answer", graph.Relu(convolved), 1, Outputs, Height / 2, Width / 2);
        return OnnxModel.Parse(graph.ToModel([]), "focus.onnx");

        string Slice(string input, long axis, long start) => graph.Node(
            "Slice",
            [
                input, graph.Constant([start], 1), graph.Constant([end], 1), graph.Constant([axis], 1),
                graph.Constant([step], 1)
            ]);
    }

    private static float[] Run(OnnxModel model)
    {
        using InferenceSession session = new(model.ToBytes());
        float[] pixels = [.. Enumerable.Range(0, 3 * Height * Width).Select(i => MathF.Cos(i * i))];
        DenseTensor<float> image = new(pixels, [1, 3, Height, Width]);
        using var answer = session.Run([NamedOnnxValue.CreateFromTensor("images", image)]);
        return [.. answer[0].AsEnumerable<float>()];
    }
}
