using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// How far a detector's features of one image are from those of another: per level the mean absolute difference,
/// divided by the mean magnitude of the target's features, so that no level outweighs another; then the mean over the
/// levels.
/// </summary>
internal static class FeatureDistance
{
    private static readonly Scalar Least = 1e-6f;

    /// <param name="features">Levels, (B, C, h, w) each; gradients flow into them.</param>
    /// <param name="targets">The same levels of the images that should be reached.</param>
    public static Tensor Between(IReadOnlyList<Tensor> features, IReadOnlyList<Tensor> targets)
    {
        Tensor[] levels = [.. features.Zip(targets, Level)];
        return stack(levels).mean();
    }

    private static Tensor Level(Tensor feature, Tensor target)
    {
        Tensor goal = target.detach().to(ScalarType.Float32);
        return feature.to(ScalarType.Float32).sub(goal).abs().mean().div(goal.abs().mean().clamp_min(Least));
    }
}
