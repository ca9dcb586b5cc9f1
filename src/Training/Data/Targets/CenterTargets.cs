using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What <see cref="AerisOutput"/> should be for a batch of B images of H x W pixels; h = H / 4, w = W / 4. All tensors
/// are single precision.
/// </summary>
/// <param name="Heatmap">
/// Gaussians about object centres, at the centres' cells exactly as high as their <paramref name="Mask"/>,
/// (B, classes, h, w).
/// </param>
/// <param name="BoxSize">Box width and height in cells of 4 pixels, (B, 2, h, w); read at centres only.</param>
/// <param name="CenterOffset">
/// Box centre minus its cell's integer coordinate, in cells, x then y, (B, 2, h, w); read at centres only.
/// </param>
/// <param name="Mask">
/// At the centres' cells how sure it is that the object is there, 1 for what is annotated; else 0. (B, 1, h, w).
/// </param>
public sealed record CenterTargets(Tensor Heatmap, Tensor BoxSize, Tensor CenterOffset, Tensor Mask);
