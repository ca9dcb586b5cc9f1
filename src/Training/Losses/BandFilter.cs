using DetectionSdk.Evaluation;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// <see cref="HaarBands"/> as a convolution that never learns, for losses that look at frequencies. Owns its kernels.
/// </summary>
internal sealed class BandFilter : IDisposable
{
    private readonly Tensor _kernels; // (9, 3, 8, 8)

    /// <param name="device">Where the images will lie.</param>
    public BandFilter(Device device)
    {
        IEnumerable<float> values =
            from band in Enumerable.Range(0, HaarBands.Count)
            from weight in HaarBands.Luma
            from value in HaarBands.Kernel(band)
            select weight * value;
        _kernels = tensor(values.ToArray(), [HaarBands.Count, 3, HaarBands.Side, HaarBands.Side], device: device)
            .DetachFromDisposeScope();
    }

    /// <summary>The bands of images.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W).</param>
    /// <returns>(B, 9, H - 7, W - 7).</returns>
    public Tensor Of(Tensor images) => nn.functional.conv2d(images, _kernels);

    /// <summary>What lies on the pixels that bands belong to, of maps of the images' size (B, C, H, W).</summary>
    public static Tensor Inside(Tensor maps) => maps
        .narrow(2, HaarBands.Margin, maps.shape[2] - HaarBands.Side + 1)
        .narrow(3, HaarBands.Margin, maps.shape[3] - HaarBands.Side + 1);

    public void Dispose() => _kernels.Dispose();
}
