using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>What the restoration decoder reads of the shared network.</summary>
/// <param name="Fine">The encoder's first map, (B, in, h / 2, w / 2): detail.</param>
/// <param name="Coarse">
/// The neck's last map, (B, in, h / 4, w / 4): context, and the map the detection head reads.
/// </param>
internal sealed record RestorationFeatures(Tensor Fine, Tensor Coarse);

/// <summary>
/// Rebuilds the clean image at any size from the features of a degraded one: fuses fine and coarse features at half the
/// input's resolution, with the scale as a learned shift, shuffles them to the input's resolution, resizes them to the
/// target's and turns them there, by a convolution, into a correction of the bicubically enlarged input. The
/// activations leak: as the correction starts at zero, its eight channels could otherwise die before they are of use.
/// Features of (B, 3, h, w) -> (B, 3, H, W) for any scale H / h.
/// </summary>
internal sealed class RestorationDecoder : nn.Module<RestorationFeatures, Tensor, OpenCvSharp.Size, Tensor>
{
    private const int Shuffle = 2;
    private const int FusedChannels = 32;
    private const int OutputChannels = 8;
    private static readonly double[] Twice = [2, 2];

    private readonly Convolution coarse;
    private readonly Convolution fuse;
    private readonly Parameter scale_shift; // (1, 32, 1, 1), per octave of scale
    private readonly Convolution expand;
    private readonly Convolution output;

    public RestorationDecoder(int inputs)
        : base(nameof(RestorationDecoder))
    {
        coarse = new Convolution(inputs, inputs, kernel: 3, bias: true);
        fuse = new Convolution(inputs, FusedChannels, kernel: 3, bias: true);
        scale_shift = nn.Parameter(zeros(1, FusedChannels, 1, 1));
        expand = new Convolution(FusedChannels, OutputChannels * Shuffle * Shuffle, kernel: 3, bias: true);
        output = new Convolution(OutputChannels, 3, kernel: 3, bias: true);
        output.StartAtZero(); // training starts at bicubic enlargement
        RegisterComponents();
    }

    public override Tensor forward(RestorationFeatures features, Tensor image, OpenCvSharp.Size target)
    {
        long[] size = [target.Height, target.Width];
        Tensor context = nn.functional.interpolate(
            coarse.call(features.Coarse), scale_factor: Twice, mode: InterpolationMode.Nearest);
        Tensor shift = scale_shift.mul(Octaves(image, target)).to(context.dtype);
        // (B, 32, h / 2, w / 2)
        Tensor fused = fuse.call(context.add_(features.Fine, HeldScalars.One))
            .add_(shift, HeldScalars.One).leaky_relu_(HeldScalars.LeakySlope);
        Tensor detail = nn.functional.pixel_shuffle(expand.call(fused), Shuffle); // (B, 8, h, w)
        Tensor resized = nn.functional.interpolate(
            detail, size, mode: InterpolationMode.Bilinear, align_corners: false);
        Tensor correction = output.call(resized.leaky_relu_(HeldScalars.LeakySlope)).to(image.dtype);
        Tensor enlarged = nn.functional.interpolate(image, size, mode: InterpolationMode.Bicubic, align_corners: false);
        return correction.Plus(enlarged);
    }

    /// <summary>Binary logarithm of the scale from image to target, a tensor of one number.</summary>
    private static Tensor Octaves(Tensor image, OpenCvSharp.Size target)
    {
        double areaRatio = (double)target.Height * target.Width / (image.shape[2] * image.shape[3]);
        return tensor([(float)(Math.Log2(areaRatio) / 2)], device: image.device);
    }
}
