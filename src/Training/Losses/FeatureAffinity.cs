using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// The feature affinity of dual super-resolution learning (Wang et al., CVPR 2020): features of two branches may
/// differ, but what is alike in one shall be alike in the other. Compared are the cosines of the angles between the
/// channel vectors of every two places.
/// </summary>
/// <remarks>
/// The vectors are normalised over their channels, as published; released reimplementations normalise over places, or
/// not at all. Memory grows with the square of the number of places.
/// </remarks>
internal static class FeatureAffinity
{
    /// <summary>Pixels of the larger features' image per place: the factor of the paper.</summary>
    public const int Stride = 8;

    private static readonly Scalar Least = 1e-8f;

    /// <summary>The mean, over the images and all pairs of places, of how far two cosines are apart.</summary>
    /// <param name="first">Features of one branch, (B, C, h, w).</param>
    /// <param name="second">Features of the other, (B, D, H, W) of the same aspect.</param>
    /// <param name="places">Rows and columns that both are averaged to.</param>
    /// <returns>A scalar tensor in [0, 2], differentiable with respect to both.</returns>
    public static Tensor Distance(Tensor first, Tensor second, Size places) =>
        Cosines(first, places).sub(Cosines(second, places)).abs().mean();

    /// <summary>The cosine of every two places' vectors, (B, N, N), N the number of places in rows.</summary>
    internal static Tensor Cosines(Tensor features, Size places)
    {
        Tensor vectors = nn.functional
            .adaptive_avg_pool2d(features.to(ScalarType.Float32), [places.Height, places.Width]).flatten(2);
        Tensor lengths = vectors.mul(vectors).sum(1, keepdim: true).add(Least, HeldScalars.One).sqrt();
        Tensor unit = vectors.div(lengths); // (B, C, N)
        return unit.transpose(1, 2).bmm(unit);
    }
}
