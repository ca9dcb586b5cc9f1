using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training.Tests;

public sealed class FeatureAffinityTests
{
    // Two channels, two places: the vectors (3, 4) and (0, 2) have the cosine 8 / 10.
    [Fact]
    public void Cosines_are_those_of_the_places_channel_vectors()
    {
        using var scope = NewDisposeScope();
        Tensor features = tensor(new float[] { 3, 0, 4, 2 }).view(1, 2, 1, 2);
        float[] cosines = FeatureAffinity.Cosines(features, new Size(2, 1)).data<float>().ToArray();
        float[] expected = [1, 0.8f, 0.8f, 1];
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], cosines[i], 1e-5f);
    }

    // Of four pairs two differ, by 0.8; other lengths and another number of channels change nothing.
    [Fact]
    public void The_distance_is_the_mean_over_all_pairs_of_places()
    {
        using var scope = NewDisposeScope();
        Tensor features = tensor(new float[] { 3, 0, 4, 2 }).view(1, 2, 1, 2);
        Tensor orthogonal = tensor(new float[] { 5, 0, 0, 7, 0, 0 }).view(1, 3, 1, 2);
        Size places = new(2, 1);
        Assert.Equal(0.4f, FeatureAffinity.Distance(features, orthogonal, places).item<float>(), 1e-5f);
        Assert.Equal(0, FeatureAffinity.Distance(features, features * tensor(9f), places).item<float>(), 1e-5f);
    }

    [Fact]
    public void Features_that_are_zero_give_finite_gradients()
    {
        using var scope = NewDisposeScope();
        Tensor zero = zeros(1, 2, 16, 16, requires_grad: true);
        FeatureAffinity.Distance(zero, ones(1, 4, 16, 16), new Size(2, 2)).backward();
        Assert.True(zero.grad!.isfinite().all().item<bool>());
    }
}
