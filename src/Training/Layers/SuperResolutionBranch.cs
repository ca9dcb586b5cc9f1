using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The branch of dual super-resolution learning (Wang et al., CVPR 2020) that teaches and goes: it rebuilds the image
/// at twice the input's size from the shared features, by sub-pixel convolutions without a skip from the input. What
/// it gives before its last layer is what the other branch is compared with. (B, in, h / 2, w / 2) and (B, in, h / 4,
/// w / 4) -> image (B, 3, 2 h, 2 w) and features (B, 16, 2 h, 2 w).
/// </summary>
internal sealed class SuperResolutionBranch : nn.Module<RestorationFeatures, (Tensor Image, Tensor Features)>
{
    /// <summary>Pixels of the image per input pixel, in both directions.</summary>
    public const int Factor = DetailEnlarger.Factor;

    private readonly DetailDecoder decoder;
    private readonly DetailEnlarger enlarger;
    private readonly Convolution output;

    public SuperResolutionBranch(int inputs)
        : base(nameof(SuperResolutionBranch))
    {
        decoder = new DetailDecoder(inputs);
        enlarger = new DetailEnlarger();
        output = new Convolution(DetailDecoder.Channels, 3, kernel: 3, bias: true);
        output.StartAtZero(); // it joins a training that has begun, and must not shake it
        RegisterComponents();
    }

    public override (Tensor Image, Tensor Features) forward(RestorationFeatures features)
    {
        Tensor detail = enlarger.call(decoder.call(features));
        return (output.call(detail).to(ScalarType.Float32), detail);
    }
}
