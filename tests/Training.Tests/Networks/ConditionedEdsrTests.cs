using DetectionSdk.Onnx;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training.Tests;

public sealed class ConditionedEdsrTests
{
    private const int Classes = 3;

    private static readonly SuperResolutionOptions Small = new() { Width = 0.25, Depth = 4, Scale = 4 };

    public static TheoryData<ConditionPlace> Places() =>
        [ConditionPlace.Transform, ConditionPlace.Input, ConditionPlace.Channels];

    [Theory]
    [MemberData(nameof(Places))]
    public void Untrained_it_is_its_twin_to_the_bit_whatever_the_maps(ConditionPlace place)
    {
        using var scope = NewDisposeScope();
        using ConditionedEdsr network = Create(place);
        Disturb(network.Twin);
        Tensor images = rand(2, 3, 9, 7);

        Tensor plain = network.Twin.call(images, new Size(28, 36));
        Tensor told = network.call(images, rand(2, Classes, 36, 28));

        Assert.Equal(plain.data<float>().ToArray(), told.data<float>().ToArray());
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Maps_change_what_they_cover_and_nothing_beyond_the_reach(ConditionPlace place)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using ConditionedEdsr network = Create(place);
        Disturb(network);
        Tensor images = rand(1, 3, 8, 48), maps = zeros(1, Classes, 32, 192), other = zeros(1, Classes, 32, 192);
        other[.., .., .., ..4].fill_(1);

        Tensor change = (network.call(images, maps) - network.call(images, other)).abs();

        int reach = 4 * network.Twin.Reach;
        Assert.True(change[.., .., .., ..4].mean().item<float>() > 0);
        Assert.Equal(0, change[.., .., .., (4 + reach)..].max().item<float>());
    }

    // The first step must reach the last layers, although they are zero.
    [Fact]
    public void The_layers_that_start_at_zero_learn_from_the_first_step()
    {
        using var scope = NewDisposeScope();
        using ConditionedEdsr network = Create();
        Disturb(network.Twin);

        network.call(rand(1, 3, 6, 6), rand(1, Classes, 24, 24)).square().mean().backward();

        Dictionary<string, Tensor> parameters =
            network.named_parameters().ToDictionary(named => named.name, named => (Tensor)named.parameter);
        foreach (string name in (string[])["transforms.0.scale.weight", "transforms.1.shift.weight"])
            Assert.True(parameters[name].grad!.abs().max().item<float>() > 0, name);
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void ONNX_Runtime_computes_the_same_of_the_exported_graph(ConditionPlace place)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using ConditionedEdsr network = Create(place);
        Disturb(network);
        GraphBuilder graph = new("conditioned");
        graph.Output(
            "enlarged",
            network.AddTo(
                graph, graph.Input("images", "batch", 3, "height", "width"),
                graph.Input("maps", "batch", Classes, "enlarged_height", "enlarged_width")),
            "batch", 3, "enlarged_height", "enlarged_width");
        Tensor images = rand(1, 3, 6, 5), maps = rand(1, Classes, 24, 20);

        using InferenceSession session = new(graph.ToModel([]));
        using var outputs = session.Run([Value("images", images), Value("maps", maps)]);

        float[] expected = network.call(images, maps).data<float>().ToArray();
        float[] actual = [.. outputs[0].AsEnumerable<float>()];
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-3f);
    }

    [Theory]
    [InlineData(2, 24, 24, "(1, 2, 24, 24)")]
    [InlineData(3, 6, 24, "(1, 3, 6, 24)")]
    public void Maps_of_another_size_or_class_count_are_refused(int classes, int height, int width, string shape)
    {
        using var scope = NewDisposeScope();
        using ConditionedEdsr network = Create();

        Assert.Equal(
            $"The maps have shape {shape}; expected (1, 3, 24, 24): a map for each of 3 classes, 4 times the images' "
            + "size. (Parameter 'maps')",
            Assert.Throws<ArgumentException>(
                () => network.call(rand(1, 3, 6, 6), rand(1, classes, height, width))).Message);
    }

    [Fact]
    public void A_network_that_takes_no_maps_is_refused() =>
        Assert.Equal(
            "The architecture srcnn takes no maps; expected edsr. (Parameter 'options')",
            Assert.Throws<ArgumentException>(
                () => ConditionedEdsr.Create(
                    new SuperResolutionOptions { Architecture = SuperResolutionArchitecture.Srcnn }, Classes)).Message);

    private static ConditionedEdsr Create(ConditionPlace place = ConditionPlace.Transform)
    {
        random.manual_seed(3);
        return ConditionedEdsr.Create(Small, Classes, place);
    }

    private static void Disturb(nn.Module network)
    {
        using var noGradient = no_grad();
        foreach (Tensor parameter in network.parameters()) parameter.add_(randn_like(parameter).mul_(0.05f));
    }

    private static NamedOnnxValue Value(string name, Tensor values) => NamedOnnxValue.CreateFromTensor(
        name,
        new DenseTensor<float>(values.data<float>().ToArray(), [.. values.shape.Select(side => (int)side)]));
}
