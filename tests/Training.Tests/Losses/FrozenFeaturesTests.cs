using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class FrozenFeaturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _blur, _detector;

    // A mean over 7 x 7 pixels of each channel; and a detector whose first layer sees 3 x 3 pixels, two apart.
    public FrozenFeaturesTests()
    {
        _blur = _folder.Write("blur.onnx", SuperResolutionStub.Fixed(2));
        _detector = _folder.Write("detector.onnx", SmallDetector.Make(free: true));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_distance_is_a_share_of_the_goals_features_and_none_from_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        using FrozenFeatures features = FrozenFeatures.Load(_blur, "blurred", 16, CPU);
        Tensor goal = full(2, 3, 16, 16, 0.5f), all = ones(2, 1, 16, 16);

        Assert.Equal(0, features.Distance(goal, goal, all).item<float>());
        Assert.Equal(0.5, features.Distance(full_like(goal, 0.75f), goal, all).item<float>(), 1e-5);
        Assert.Equal(0.2, features.Distance(full_like(goal, 0.4f), goal, all).item<float>(), 1e-5);
        Assert.Equal(0, features.Distance(zeros_like(goal), goal, zeros_like(all)).item<float>());
    }

    // Of two pictures, one off by a half and one by a quarter, the mask takes all of the first, a half of the second.
    [Fact]
    public void A_feature_counts_as_far_as_its_pixels_do()
    {
        using DisposeScope scope = NewDisposeScope();
        using FrozenFeatures features = FrozenFeatures.Load(_blur, "blurred", 16, CPU);
        Tensor goal = full(2, 3, 16, 16, 0.5f), images = stack([full(3, 16, 16, 0.25f), full(3, 16, 16, 0.375f)]);
        Tensor mask = ones(2, 1, 16, 16);
        mask[1, 0, .., 8..] = 0;

        Assert.Equal((0.5 + 0.25 / 2) / 1.5, features.Distance(images, goal, mask).item<float>(), 1e-5);
    }

    [Theory]
    [InlineData("blurred", 32 - 3)]
    [InlineData("Conv_0_output", 32 - 1)]
    public void Gradients_reach_the_masked_part_and_what_its_features_see(string layer, int first)
    {
        using DisposeScope scope = NewDisposeScope();
        using FrozenFeatures features =
            FrozenFeatures.Load(layer == "blurred" ? _blur : _detector, layer, 64, CPU);
        random.manual_seed(3);
        Tensor images = rand(1, 3, 64, 64).requires_grad_(), mask = zeros(1, 1, 64, 64);
        mask[.., .., .., 32..] = 1;

        features.Distance(images, rand(1, 3, 64, 64), mask).backward();

        float[] columns = images.grad!.abs().sum([0, 1, 2]).data<float>().ToArray();
        Assert.All(columns[..first], column => Assert.Equal(0, column));
        Assert.All(columns[first..], column => Assert.True(column > 0));
    }

    [Fact]
    public void The_network_learns_nothing_and_neither_does_the_goal()
    {
        using DisposeScope scope = NewDisposeScope();
        using FrozenFeatures features = FrozenFeatures.Load(_blur, "blurred", 16, CPU);
        Tensor images = full(1, 3, 16, 16, 0.75f).requires_grad_();
        Tensor goal = full(1, 3, 16, 16, 0.5f).requires_grad_(), mask = ones(1, 1, 16, 16);

        features.Distance(images, goal, mask).backward();

        Assert.Null(goal.grad);
        Assert.NotNull(images.grad);
        Assert.False(features.Distance(images.detach(), goal, mask).requires_grad);
    }

    [Fact]
    public void A_layer_that_is_not_there_or_gives_no_maps_is_refused_with_the_file()
    {
        Assert.Equal(
            $"'{_blur}' has no layer 'Conv_9'; its convolutions are blurred.",
            Assert.Throws<OnnxFormatException>(() => FrozenFeatures.Load(_blur, "Conv_9", 16, CPU)).Message);
        Assert.Equal(
            $"The layer 'output0' of '{_detector}' gives numbers of the shape [1, 7, 256]; expected maps, (B, C, H, "
            + "W).",
            Assert.Throws<TrainingException>(() => FrozenFeatures.Load(_detector, "output0", 64, CPU)).Message);
        string absent = _folder.File("absent.onnx");
        Assert.Contains(
            absent, Assert.Throws<FileNotFoundException>(() => FrozenFeatures.Load(absent, "x", 64, CPU)).Message,
            StringComparison.Ordinal);
    }
}
