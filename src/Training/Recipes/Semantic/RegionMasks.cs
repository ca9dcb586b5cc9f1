using DetectionSdk.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Where edges count and where texture does: 0 or 1 per pixel, (B, 1, H, W) each.</summary>
/// <param name="Edges">Where an edge should be as sharp as the original's.</param>
/// <param name="Texture">Where texture should be as strong as the original's.</param>
internal sealed record RegionMasks(Tensor Edges, Tensor Texture)
{
    /// <summary>Pixels from an edge that count as its.</summary>
    public const int Reach = 3;

    private const int Window = 2 * Reach + 1;

    private static readonly Scalar Steep = 2f;

    /// <summary>Both everywhere.</summary>
    public static RegionMasks Everywhere(Tensor images)
    {
        Tensor all = ones_like(images.narrow(1, 0, 1));
        return new RegionMasks(all, all);
    }

    /// <summary>
    /// Edges within 3 pixels of a place where two classes meet; texture on classes of the background, but not there.
    /// </summary>
    /// <param name="classes">1 where a pixel is of a class, else 0, (B, K, H, W).</param>
    /// <param name="background">1 for a class of the background, else 0, (1, K, 1, 1).</param>
    public static RegionMasks FromLabels(Tensor classes, Tensor background)
    {
        Tensor edges = Widen(classes).sum(1, keepdim: true).gt(HeldScalars.One);
        Tensor texture = classes.mul(background).sum(1, keepdim: true).gt(HeldScalars.Zero);
        return From(edges, texture);
    }

    /// <summary>
    /// Edges within 3 pixels of a coefficient of the two finest scales that is more than twice as long as its picture's
    /// mean; texture everywhere else.
    /// </summary>
    /// <param name="bands">Of the original, (B, 9, H - 7, W - 7).</param>
    public static RegionMasks FromGradients(Tensor bands)
    {
        Tensor fine = bands.narrow(1, 0, 2 * HaarBands.Directions);
        Tensor length = fine.mul(fine).sum(1, keepdim: true).sqrt();
        Tensor steep = length.gt(length.mean([2, 3], keepdim: true).mul(Steep)).to(ScalarType.Float32);
        Tensor edges = nn.functional.pad(
            Widen(steep), [HaarBands.Margin, HaarBands.Margin + 1, HaarBands.Margin, HaarBands.Margin + 1])
            .gt(HeldScalars.Zero);
        return From(edges, ones_like(edges));
    }

    private static RegionMasks From(Tensor edges, Tensor texture) => new(
        edges.to(ScalarType.Float32), texture.logical_and(edges.logical_not()).to(ScalarType.Float32));

    private static Tensor Widen(Tensor maps) => nn.functional.max_pool2d(maps, Window, stride: 1, padding: Reach);
}
