using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What <see cref="AerisOutput"/> should be for a batch of B images of H x W pixels; h = H / 4, w = W / 4. All tensors
/// are single precision.
/// </summary>
/// <param name="Heatmap">Gaussians about object centres, exactly 1 at the centres' cells, (B, classes, h, w).</param>
/// <param name="BoxSize">Box width and height in cells of 4 pixels, (B, 2, h, w); read at centres only.</param>
/// <param name="CenterOffset">
/// Box centre minus its cell's integer coordinate, in cells, x then y, (B, 2, h, w); read at centres only.
/// </param>
/// <param name="Mask">1 at the centres' cells, else 0, (B, 1, h, w).</param>
public sealed record CenterTargets(Tensor Heatmap, Tensor BoxSize, Tensor CenterOffset, Tensor Mask);
