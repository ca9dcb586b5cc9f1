using System.Numerics.Tensors;

namespace DetectionSdk.Families;

/// <summary>Shares of logits, of any size: the largest is taken off first, as its power may be no number.</summary>
internal static class Softmax
{
    /// <summary>Replaces logits by their shares, whose sum is 1.</summary>
    public static void Apply(Span<float> logits)
    {
        TensorPrimitives.Subtract(logits, TensorPrimitives.Max<float>(logits), logits);
        TensorPrimitives.SoftMax<float>(logits, logits);
    }
}
