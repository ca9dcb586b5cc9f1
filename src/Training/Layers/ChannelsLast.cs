using TorchSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Memory order N, H, W, C under the shape (N, C, H, W): the order in which CPU convolutions are fastest.
/// </summary>
internal static class ChannelsLast
{
    /// <summary>Copies a 4-D tensor into channels-last order; the shape stays.</summary>
    public static torch.Tensor ToChannelsLast(this torch.Tensor tensor) =>
        tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
