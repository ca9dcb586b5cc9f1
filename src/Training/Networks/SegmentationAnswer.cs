using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>What a <see cref="SegmentationNetwork"/> computes for B images of h x w pixels, s its factor.</summary>
/// <param name="Logits">(B, classes, s h, s w), single precision.</param>
internal sealed record SegmentationAnswer(Tensor Logits)
{
    /// <summary>The rebuilt picture, RGB about [0, 1], (B, 3, s h, s w); null where none was asked for.</summary>
    public Tensor? Image { get; init; }

    /// <summary>What the branches give before their last layers, (B, 16, s h, s w) each; null where not compared.
    /// </summary>
    public (Tensor Segmentation, Tensor SuperResolution)? Features { get; init; }
}
