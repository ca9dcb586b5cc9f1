using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The loss of one batch, each term a scalar tensor already multiplied by its weight. The caller's dispose scope owns
/// them.
/// </summary>
/// <param name="Heatmap">Focal loss of the centres.</param>
/// <param name="BoxSize">L1 loss of the box sizes.</param>
/// <param name="CenterOffset">L1 loss of the centre offsets.</param>
/// <param name="Restoration">L1 loss of the restored image; null where nothing was restored.</param>
/// <param name="Total">The sum of the terms: what training minimises.</param>
public sealed record AerisLossTerms(
    Tensor Heatmap, Tensor BoxSize, Tensor CenterOffset, Tensor? Restoration, Tensor Total);
