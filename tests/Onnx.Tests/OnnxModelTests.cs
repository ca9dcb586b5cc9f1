namespace DetectionSdk.Onnx.Tests;

public sealed class OnnxModelTests
{
    // images -> Conv -> Relu -> Conv -> answer; beside it maps -> Relu -> shown.
    private static readonly OnnxModel TwoBranches = Make();

    [Theory]
    [InlineData("Relu_1", "Relu_1_output")]
    [InlineData("second", "answer")]
    [InlineData("answer", "answer")]
    public void A_layer_is_named_by_its_node_or_its_output(string layer, string output) =>
        Assert.Equal(output, TwoBranches.OutputOf(layer));

    [Theory]
    [InlineData("Conv_9")]
    [InlineData("")]
    [InlineData("images")]
    public void A_layer_that_is_not_there_is_refused_with_those_that_are(string layer) => Assert.Equal(
        $"'two.onnx' has no layer '{layer}'; its convolutions are Conv_0_output, answer.",
        Assert.Throws<OnnxFormatException>(() => TwoBranches.UpTo(layer)).Message);

    [Fact]
    public void A_model_cut_at_a_layer_keeps_what_the_layer_needs_and_the_whole_one_stays()
    {
        byte[] before = TwoBranches.ToBytes();

        OnnxModel cut = TwoBranches.UpTo("Relu_1");

        Assert.Equal(["Conv", "Relu"], cut.Graph.Node.Select(node => node.OpType));
        Assert.Equal("images", Assert.Single(cut.Graph.Input).Name);
        Assert.Equal("Relu_1_output", Assert.Single(cut.Graph.Output).Name);
        Assert.Equal(2, cut.Graph.Initializer.Count); // kernels and bias of the first convolution
        Assert.Equal("two.onnx", cut.Name);
        Assert.Equal(before, TwoBranches.ToBytes());
    }

    private static OnnxModel Make()
    {
        GraphBuilder graph = new("two");
        string images = graph.Input("images", 1, 3, 8, 8), maps = graph.Input("maps", 1, 2, 8, 8);
        string first = graph.Relu(Convolution(graph, images, 3));
        graph.Output("answer", Convolution(graph, first, 4), 1, 4, 8, 8);
        graph.Output("shown", graph.Relu(maps), 1, 2, 8, 8);
        OnnxModel model = OnnxModel.Parse(graph.ToModel([]), "two.onnx");
        model.Graph.Node.Single(node => node.Output[0] == "answer").Name = "second";
        return model;
    }

    private static string Convolution(GraphBuilder graph, string input, int from) => graph.Convolution(
        input, graph.Constant(new float[4 * from], 4, from, 1, 1), graph.Constant(new float[4], 4), kernel: 1);
}
