using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The reward of Path-Restore: every block that is taken costs a price; after the last one comes what the path gained,
/// weighted by how difficult the image is. Errors are mean squared ones, in grey levels squared.
/// </summary>
internal static class PathReward
{
    /// <summary>
    /// min(error / threshold, 1): what is nearly clean already earns less for the same gain. 1 everywhere for a
    /// threshold of 0.
    /// </summary>
    /// <param name="errors">What is left after restoring, (B).</param>
    /// <param name="threshold">Error from which an image is difficult.</param>
    public static Tensor Difficulty(Tensor errors, double threshold)
    {
        if (threshold == 0) return ones_like(errors);
        using Scalar share = 1 / threshold;
        return errors.mul(share).clamp_max(HeldScalars.One);
    }

    /// <summary>What each choice earns from its block on, (B, blocks).</summary>
    /// <param name="gains">What the path took of the error, (B).</param>
    /// <param name="difficulty">Of the images, (B).</param>
    /// <param name="taken">Which blocks it took, 0 or 1, (B, blocks).</param>
    /// <param name="price">What a block costs, (1).</param>
    public static Tensor Returns(Tensor gains, Tensor difficulty, Tensor taken, Tensor price)
    {
        Tensor ahead = taken.flip(1).cumsum(1).flip(1); // blocks taken from here on
        return gains.mul(difficulty).unsqueeze(1).sub(ahead.mul(price));
    }

    /// <summary>
    /// By how much each choice earned more than those of another path of the same image, in units of the batch's root
    /// mean square. The two halves of the returns are of the same images.
    /// </summary>
    public static Tensor Advantages(Tensor returns)
    {
        Tensor[] half = returns.chunk(2);
        Tensor difference = half[0].sub(half[1]);
        Tensor scale = difference.mul(difference).mean().sqrt().clamp_min(Least);
        return cat([difference, difference.neg()]).div(scale);
    }

    private static readonly Scalar Least = 1e-6f;
}
