using TorchSharp;

namespace DetectionSdk.Training;

/// <summary>
/// What an <see cref="AerisNetwork"/> computes for a batch of B images of H x W pixels. All tensors are single
/// precision; the caller's dispose scope owns them.
/// </summary>
/// <param name="Heatmap">Logits of object centres, (B, classes, H / 4, W / 4). Their sigmoid is the score.</param>
/// <param name="BoxSize">
/// Box width and height in cells of 4 pixels, (B, 2, H / 4, W / 4), meaningful at centres.
/// </param>
/// <param name="CenterOffset">
/// Horizontal and vertical distance from the cell's integer coordinate to the box centre in cells, (B, 2, H / 4, W /
/// 4).
/// </param>
/// <param name="Restored">
/// The restored image, RGB about [0, 1], (B, 3, target height, target width); null unless a target size was given.
/// </param>
public sealed record AerisOutput(
    torch.Tensor Heatmap, torch.Tensor BoxSize, torch.Tensor CenterOffset, torch.Tensor? Restored)
{
    /// <summary>
    /// What <see cref="RestorationKind.Dual"/> compares: the map that the head reads, transformed, and the
    /// super-resolution branch's map before its last layer. Null otherwise.
    /// </summary>
    internal (torch.Tensor Detection, torch.Tensor SuperResolution)? Features { get; init; }
}
