using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;
using Tensor = TorchSharp.torch.Tensor;

namespace DetectionSdk.Training.Tests;

public sealed class FeedbackNetworkTests
{
    private static readonly SuperResolutionOptions Small = new() { Width = 0.125, Depth = 2, Scale = 4 };

    private static readonly FeedbackRecipe Recipe = new() { Network = Small, Things = ["car"], FeedbackSteps = 3 };

    [Fact]
    public void Untrained_every_step_enlarges_bicubically()
    {
        using var scope = NewDisposeScope();
        using FeedbackNetwork network = Create(3);
        Tensor images = rand(2, 3, 9, 7);
        Tensor bicubic = nn.functional.interpolate(
            images, [36, 28], mode: InterpolationMode.Bicubic, align_corners: false);

        IReadOnlyList<Tensor> steps = network.Enlarge(images, rand(2, 2, 36, 28));

        Assert.Equal(3, steps.Count);
        Assert.All(steps, step => Assert.Equal(bicubic.data<float>().ToArray(), step.data<float>().ToArray()));
    }

    // Trained otherwise, it gives the same whatever the maps, until the layers that start at zero have learned.
    [Fact]
    public void What_it_is_told_counts_only_once_it_is_learned_and_is_learned_from_the_first_step()
    {
        using var scope = NewDisposeScope();
        using FeedbackNetwork network = Create(2);
        Tensor images = rand(1, 3, 6, 6), maps = rand(1, 2, 24, 24), others = rand(1, 2, 24, 24);
        using (no_grad()) network.get_parameter("output.weight")!.normal_(0, 0.05);

        Tensor told = network.call(images, maps);
        Assert.Equal(told.data<float>().ToArray(), network.call(images, others).data<float>().ToArray());

        told.square().mean().backward();
        foreach (string head in (string[])["scale", "shift"])
            Assert.True(network.get_parameter($"transform.{head}.weight")!.grad!.abs().max().item<float>() > 0, head);
        Disturb(network);
        Assert.NotEqual(0, (network.call(images, maps) - network.call(images, others)).abs().max().item<float>());
    }

    [Fact]
    public void A_further_step_leaves_the_earlier_ones_as_they_are_and_adds_no_weight()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using FeedbackNetwork two = Create(2), four = Create(4);
        Disturb(two, seed: 5);
        Disturb(four, seed: 5);
        Tensor images = rand(1, 3, 8, 8), maps = rand(1, 2, 32, 32);

        float[][] fewer = Values(two.Enlarge(images, maps)), more = Values(four.Enlarge(images, maps));

        Assert.Equal(two.parameters().Sum(tensor => tensor.numel()), four.parameters().Sum(tensor => tensor.numel()));
        Assert.Equal(fewer, more[..2]);
        Assert.NotEqual(more[1], more[2]);
    }

    [Fact]
    public void An_output_pixel_depends_on_nothing_beyond_the_reach()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using FeedbackNetwork network = Create(2);
        Disturb(network);
        Tensor images = rand(1, 3, 4, 64), other = images.clone(), maps = zeros(1, 2, 16, 256);
        other[.., .., .., 0].add_(0.5f);

        Tensor change = (network.call(images, maps) - network.call(other, maps)).abs();

        Assert.Equal(0, change[.., .., .., (4 * (network.Reach + 1))..].max().item<float>());
    }

    [Fact]
    public void ONNX_Runtime_computes_the_same_at_every_step()
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using FeedbackNetwork network = Create(3);
        Disturb(network);
        OnnxModel model = OnnxModel.Parse(FeedbackExporter.ToModel(network, Recipe), "feedback");
        string[] names = model.Proto.MetadataProps.Single(property => property.Key == "steps").Value.Split(',');
        Tensor images = rand(1, 3, 6, 5), maps = rand(1, 2, 24, 20);
        float[][] expected = Values(network.Enlarge(images, maps));

        using TensorTap tap = new(model, names);
        Dictionary<string, float[]> found = [];
        tap.Look([Value("images", images), Value("instances", maps)], (name, tensor) => found[name] = tensor.ToArray());

        Assert.Equal("enlarged", names[^1]);
        for (int step = 0; step < 3; step++)
            foreach ((float one, float other) in expected[step].Zip(found[names[step]]))
                Assert.Equal(one, other, 1e-3f);
    }

    // Four steps of 32 channels against one of 64: the block costs as much, the layers at its ends a little less.
    [Fact]
    public void One_step_of_twice_the_width_costs_as_much_as_four()
    {
        using TemporaryFolder folder = new();
        (double four, double one) = (Cost(0.5, 4), Cost(1, 1));

        Assert.InRange(one / four, 0.95, 1.05);

        double Cost(double width, int steps)
        {
            using FeedbackNetwork network = FeedbackNetwork.Create(new SuperResolutionOptions { Width = width }, steps);
            GraphBuilder graph = new("cost");
            string images = graph.Input("images", "batch", 3, "height", "width");
            string maps = graph.Node(
                "Slice",
                [
                    graph.EnlargeBicubically(images, 4), graph.Constant([0L], 1), graph.Constant([2L], 1),
                    graph.Constant([1L], 1)
                ]);
            graph.Output("enlarged", network.AddTo(graph, images, maps)[^1], "batch", 3, "height4", "width4");
            string file = folder.Write($"{steps}.onnx", graph.ToModel([]));
            return ModelCost.Count(file, new Size(32, 32)).Sum(layer => layer.MultiplyAdds);
        }
    }

    [Theory]
    [InlineData(3, 24, 24, "(1, 3, 24, 24)")]
    [InlineData(2, 6, 24, "(1, 2, 6, 24)")]
    public void Maps_of_another_size_or_number_are_refused(int planes, int height, int width, string shape)
    {
        using var scope = NewDisposeScope();
        using FeedbackNetwork network = Create(1);

        Assert.Equal(
            $"The maps have shape {shape}; expected (1, 2, 24, 24): foreground and nearness of borders, 4 times the "
            + "images' size. (Parameter 'maps')",
            Assert.Throws<ArgumentException>(
                () => network.call(rand(1, 3, 6, 6), rand(1, planes, height, width))).Message);
    }

    [Fact]
    public void No_step_at_all_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FeedbackNetwork.Create(Small, 0));

    private static FeedbackNetwork Create(int steps)
    {
        random.manual_seed(3);
        return FeedbackNetwork.Create(Small, steps);
    }

    private static void Disturb(nn.Module network, long seed = 9)
    {
        using var noGradient = no_grad();
        random.manual_seed(seed);
        foreach (Tensor parameter in network.parameters()) parameter.add_(randn_like(parameter).mul_(0.05f));
    }

    private static float[][] Values(IReadOnlyList<Tensor> tensors) =>
        [.. tensors.Select(tensor => tensor.data<float>().ToArray())];

    private static NamedOnnxValue Value(string name, Tensor values) => NamedOnnxValue.CreateFromTensor(
        name,
        new DenseTensor<float>(values.data<float>().ToArray(), [.. values.shape.Select(side => (int)side)]));
}
