using System.Numerics.Tensors;

namespace DetectionSdk.Families;

/// <summary>
/// Boxes of a generalised focal loss: for each edge, logits of the distances 0 to 7 from a centre, in strides; the
/// distance is what is to be expected of them.
/// </summary>
internal static class BoxDistribution
{
    private const int Bins = 8;

    /// <summary>Numbers of one box: left, top, right, bottom.</summary>
    public const int Length = 4 * Bins;

    /// <param name="numbers">The logits of one box.</param>
    /// <param name="x">Its centre in input pixels.</param>
    /// <param name="y">Its centre in input pixels.</param>
    /// <param name="stride">Input pixels per unit of distance.</param>
    /// <param name="score">Confidence in [0, 1].</param>
    /// <param name="classId">Zero-based class index.</param>
    public static Candidate Read(
        ReadOnlySpan<float> numbers, float x, float y, int stride, float score, int classId) =>
        new(
            x - Distance(numbers[..Bins]) * stride, y - Distance(numbers[Bins..(2 * Bins)]) * stride,
            x + Distance(numbers[(2 * Bins)..(3 * Bins)]) * stride, y + Distance(numbers[(3 * Bins)..]) * stride,
            score, classId);

    private static float Distance(ReadOnlySpan<float> logits)
    {
        Span<float> chances = stackalloc float[Bins];
        logits.CopyTo(chances);
        Softmax.Apply(chances);
        return TensorPrimitives.Dot(chances, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
