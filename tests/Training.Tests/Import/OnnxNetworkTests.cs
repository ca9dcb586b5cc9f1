using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class OnnxNetworkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_for_one_image_of_one_size_computes_any_number_of_any_size_as_ONNX_Runtime_does()
    {
        using OnnxNetwork network = OnnxNetwork.From(OnnxModel.Parse(SmallDetector.Make(), "small"));

        RequireEqual(SmallDetector.Make(), network, [1, 3, 64, 64]);
        RequireEqual(SmallDetector.Make(free: true), network, [3, 3, 64, 64], [2, 3, 96, 32]);
        Assert.Equal(new OpenCvSharp.Size(64, 64), network.InputSize);
        Assert.True(network.TakesSize(128));
    }

    [Theory]
    [InlineData("yolox_nano/yolox_nano.onnx", 416)]
    [InlineData("yolov8n.onnx", 640)]
    public void Published_detectors_compute_what_they_compute_in_ONNX_Runtime(string file, int side)
    {
        string path = SharedData.Model(file);
        using OnnxNetwork network = OnnxNetwork.Load(path);
        RequireEqual(File.ReadAllBytes(path), network, [1, 3, side, side]);
    }

    [Fact]
    public void Detectors_that_this_SDK_exports_can_be_trained_further()
    {
        string path = _folder.File("aeris.onnx");
        using AerisNetwork aeris = new(new AerisNetworkOptions { Classes = 2, Width = 0.25 });
        DetectorExporter.Export(aeris, ["disc", "ring"], path);
        using OnnxNetwork network = OnnxNetwork.Load(path);
        RequireEqual(File.ReadAllBytes(path), network, [2, 3, 64, 96]);
    }

    [Theory]
    [InlineData(0, new[] { 1f, 3, 6 })]
    [InlineData(1, new[] { 0f, 1, 3 })]
    public void A_sum_runs_along_its_axis_with_or_without_the_element_itself(long exclusive, float[] expected)
    {
        using DisposeScope scope = NewDisposeScope();
        NodeProto node = new() { OpType = "CumSum" };
        node.Attribute.Add(new AttributeProto
        {
            Name = "exclusive", I = exclusive, Type = AttributeProto.Types.AttributeType.Int,
        });
        OnnxOperation sum = OnnxOperations.Of(new OnnxNode("model", node), operatorSet: 13);
        Assert.Equal(expected, sum([tensor(new[] { 1f, 2, 3 }), tensor(new[] { 0L })])[0].data<float>().ToArray());
    }

    [Fact]
    public void Weights_of_layers_learn_and_all_else_of_the_file_stays_as_it_was()
    {
        byte[] file = SmallDetector.Make();
        using OnnxNetwork network = OnnxNetwork.From(OnnxModel.Parse(file, "small"));
        Assert.Equal(10, network.named_parameters().Count()); // five layers
        Assert.Equal(file, network.ToModel().ToBytes());

        using (no_grad())
            foreach ((_, TorchSharp.Modules.Parameter parameter) in network.named_parameters()) parameter.mul_(0.5f);
        OnnxModel halved = network.ToModel();

        Assert.NotEqual(file, halved.ToBytes());
        RequireEqual(halved.ToBytes(), network, [1, 3, 64, 64]);
        OnnxModel before = OnnxModel.Parse(file, "small");
        Assert.Equal(before.Graph.Node, halved.Graph.Node);
        Assert.Equal(before.Proto.MetadataProps, halved.Proto.MetadataProps);
    }

    [Fact]
    public void Gradients_reach_every_weight()
    {
        using DisposeScope scope = NewDisposeScope();
        using OnnxNetwork network = OnnxNetwork.From(OnnxModel.Parse(SmallDetector.Make(), "small"));
        network.call(rand(2, 3, 64, 64))[0].sum().backward();
        Assert.All(
            network.named_parameters(),
            entry => Assert.True(entry.parameter.grad!.abs().max().item<float>() > 0, entry.name));
    }

    [Fact]
    public void A_node_that_cannot_be_trained_through_is_named_with_its_file()
    {
        GraphBuilder graph = new("words");
        string images = graph.Input("images", 1, 3, 8, 8);
        graph.Output("output0", graph.Node("Det", [images]), 1, 3);
        OnnxModel model = OnnxModel.Parse(graph.ToModel([]), "odd.onnx");
        Assert.Equal(
            "'odd.onnx': node 'Det_0' (Det): the operator is not supported in training.",
            Assert.Throws<OnnxFormatException>(() => OnnxNetwork.From(model)).Message);
    }

    [Fact]
    public void What_is_no_model_is_refused_by_name()
    {
        using TemporaryFolder folder = new();
        string absent = folder.File("absent.onnx"), text = folder.Write("text.onnx", "no model at all");
        Assert.Contains(
            absent, Assert.Throws<FileNotFoundException>(() => OnnxNetwork.Load(absent)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            text, Assert.Throws<OnnxFormatException>(() => OnnxNetwork.Load(text)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "it holds no graph", Assert.Throws<OnnxFormatException>(() => OnnxModel.Parse([], "empty")).Message,
            StringComparison.Ordinal);
    }

    private static void RequireEqual(byte[] model, OnnxNetwork network, params long[][] shapes) =>
        ExportParity.Require(model, "model.onnx", shapes, images =>
        {
            Tensor answer = network.call(images)[0];
            return new ParityCase(answer, answer.abs().max());
        });
}
