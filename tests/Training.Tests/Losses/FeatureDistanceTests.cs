using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class FeatureDistanceTests
{
    [Fact]
    public void Each_level_counts_relative_to_its_target_and_all_count_alike()
    {
        using var scope = NewDisposeScope();
        // Differences 1 and 2 of magnitudes 1 and 3: 1.5 / 2. Differences 1, 1, 0 and 4 of magnitudes 10: 1.5 / 10.
        Assert.Equal(
            (0.75 + 0.15) / 2, Between([Level(2, -1), Level(11, 9, 10, 14)], [Level(1, -3), Level(10, 10, 10, 10)]),
            1e-6);
    }

    [Fact]
    public void Levels_of_another_magnitude_weigh_the_same()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0.75, Between([Level(2, -1)], [Level(1, -3)]), 1e-6);
        Assert.Equal(0.75, Between([Level(2000, -1000)], [Level(1000, -3000)]), 1e-6);
    }

    [Fact]
    public void A_target_of_zeros_gives_a_number()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(0, Between([Level(0, 0)], [Level(0, 0)]));
        // relative to the least magnitude, 1e-6
        Assert.Equal(3e-6 / 1e-6, Between([Level(2e-6f, -4e-6f)], [Level(0, 0)]), 1e-4);
    }

    [Fact]
    public void Gradients_flow_into_the_features_alone()
    {
        using var scope = NewDisposeScope();
        Tensor features = Level(2, -1).requires_grad_(), targets = Level(1, -3).requires_grad_();
        FeatureDistance.Between([features], [targets]).backward();
        // sign(difference) / 2 values / magnitude 2
        Assert.Equal([0.25f, 0.25f], features.grad!.data<float>().ToArray());
        Assert.Null(targets.grad);
    }

    private static float Between(Tensor[] features, Tensor[] targets) =>
        FeatureDistance.Between(features, targets).item<float>();

    /// <summary>(1, 1, 1, n)</summary>
    private static Tensor Level(params float[] values) => tensor(values).view(1, 1, 1, values.Length);
}
