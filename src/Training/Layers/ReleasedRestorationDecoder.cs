using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The restoration decoder as the authors of AERIS (ECCV 2022) released it, for comparison, with the target's size as
/// an argument where theirs is fixed to 512 x 512. It resizes features of a quarter of the input's resolution to a
/// quarter of the target's and shuffles pixels: nothing is computed at the target's resolution, so from a scale of two
/// on it cannot reach its target. (B, in, h / 8, w / 8) -> (B, 3, H, W).
/// </summary>
internal sealed class ReleasedRestorationDecoder : nn.Module<Tensor, OpenCvSharp.Size, Tensor>
{
    private const int Shuffle = 4;
    private const int NarrowChannels = 16;
    private const int WideChannels = 3 * Shuffle * Shuffle;
    private static readonly double[] Twice = [2, 2];

    private readonly ConvolutionBlock reduce;
    private readonly ConvolutionBlock enlarge;
    private readonly Convolution expand;
    private readonly NarrowResidualBlock block1;
    private readonly NarrowResidualBlock block2;

    public ReleasedRestorationDecoder(int inputs)
        : base(nameof(ReleasedRestorationDecoder))
    {
        reduce = new ConvolutionBlock(inputs, NarrowChannels);
        enlarge = new ConvolutionBlock(NarrowChannels, NarrowChannels);
        expand = new Convolution(NarrowChannels, WideChannels, kernel: 3, bias: true);
        block1 = new NarrowResidualBlock(WideChannels, NarrowChannels);
        block2 = new NarrowResidualBlock(WideChannels, NarrowChannels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor stride8, OpenCvSharp.Size target)
    {
        Tensor stride4 = nn.functional.interpolate(
            reduce.call(stride8), scale_factor: Twice, mode: InterpolationMode.Nearest);
        Tensor start = expand.call(enlarge.call(stride4)); // (B, 48, h / 4, w / 4)
        Tensor features = block2.call(block1.call(start)).add_(start, HeldScalars.One);
        long[] grid = [(target.Height + Shuffle - 1) / Shuffle, (target.Width + Shuffle - 1) / Shuffle];
        Tensor resized = nn.functional.interpolate(
            features, grid, mode: InterpolationMode.Bilinear, align_corners: false);
        Tensor image = nn.functional.pixel_shuffle(resized, Shuffle); // (B, 3, 4 ceil(H / 4), 4 ceil(W / 4))
        return image.narrow(2, 0, target.Height).narrow(3, 0, target.Width);
    }
}
