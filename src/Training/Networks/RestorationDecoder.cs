using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Rebuilds the clean image at any size from the neck's stride-4 features and the degraded image: features are shuffled to the
/// degraded image's resolution, refined there together with the image and the scale, resized to the target and turned into a
/// correction of the bicubically enlarged image by a convolution at the target's resolution.
/// (B, in, h / 4, w / 4), (B, 3, h, w) -> (B, 3, H, W), for any scale H / h in both directions.
/// </summary>
internal sealed class RestorationDecoder : nn.Module<Tensor, Tensor, OpenCvSharp.Size, Tensor>
{
    private const int Shuffle = 4;
    private const int Channels = 16;

    private readonly Convolution expand;
    private readonly Convolution merge;
    private readonly NarrowResidualBlock refine;
    private readonly Convolution output;

    public RestorationDecoder(int inputs)
        : base(nameof(RestorationDecoder))
    {
        expand = new Convolution(inputs, Channels * Shuffle * Shuffle, kernel: 3, bias: true);
        merge = new Convolution(Channels + 3 + 1, Channels, kernel: 3, bias: true);
        refine = new NarrowResidualBlock(Channels, Channels);
        output = new Convolution(Channels, 3, kernel: 3, bias: true);
        using (no_grad())
            nn.init.zeros_(output.Weight); // starts as bicubic enlargement
        RegisterComponents();
    }

    public override Tensor forward(Tensor stride4, Tensor image, OpenCvSharp.Size target)
    {
        long[] size = [target.Height, target.Width];
        Tensor features = nn.functional.pixel_shuffle(expand.call(stride4), Shuffle); // (B, 16, h, w)
        Tensor joined = cat([features, image.to(features.dtype), ScaleMap(image, target, features.dtype)], dim: 1);
        Tensor refined = refine.call(merge.call(joined).relu_()); // (B, 16, h, w)
        Tensor resized = nn.functional.interpolate(refined, size, mode: InterpolationMode.Bilinear, align_corners: false);
        Tensor correction = output.call(resized.relu_()).to(image.dtype);
        Tensor enlarged = nn.functional.interpolate(image, size, mode: InterpolationMode.Bicubic, align_corners: false);
        return correction.add_(enlarged, HeldScalars.One);
    }

    /// <summary>Binary logarithm of the scale at every pixel, (B, 1, h, w).</summary>
    private static Tensor ScaleMap(Tensor image, OpenCvSharp.Size target, ScalarType type)
    {
        float scale = (float)Math.Log2(Math.Sqrt((double)target.Height * target.Width / (image.shape[2] * image.shape[3])));
        return tensor(new[] { scale }, type, image.device).expand(image.shape[0], 1, image.shape[2], image.shape[3]);
    }
}
