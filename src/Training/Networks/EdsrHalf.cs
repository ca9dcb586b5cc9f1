using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// EDSR-baseline's residual blocks at half the resolution, as FFDNet computes (Zhang et al., TIP 2018, arXiv
/// 1710.04026): a quarter of the cost. A convolution of 5 x 5 pixels and stride 2 stands for its rearranged pixels;
/// nothing tells it the noise. Images keep their size, of any parity. Tiles that begin at odd pixels see another grid
/// than the whole image, and differ from it by a little.
/// </summary>
internal sealed class EdsrHalf : SuperResolutionNetwork
{
    private const int PublishedChannels = 64, PublishedDepth = 16, Half = 2, Colours = 3;

    private readonly Convolution head;
    private readonly ModuleList<NarrowResidualBlock> blocks;
    private readonly Convolution output;

    public EdsrHalf(SuperResolutionOptions options)
        : base(options)
    {
        int channels = options.Channels(PublishedChannels);
        head = new Convolution(Colours, channels, kernel: 5, stride: Half, bias: true);
        blocks = new ModuleList<NarrowResidualBlock>(
            [.. Enumerable.Range(0, options.Depth ?? PublishedDepth).Select(_ => SoftBlock(channels))]);
        output = new Convolution(channels, Colours * Half * Half, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => 6 + 4 * blocks.Count; // 2, and at half the resolution 1 + 2 a block, and rounding

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size)
    {
        Tensor features = head.call(images); // (B, 64 w, h / 2, w / 2), rounded up
        foreach (NarrowResidualBlock block in blocks) features = block.call(features);
        return nn.functional.pixel_shuffle(output.call(features), Half)
            .narrow(2, 0, size.Height).narrow(3, 0, size.Width);
    }

    private protected override string AddCorrectionTo(GraphBuilder graph, string images, string enlarged, string? size)
    {
        string features = graph.Convolution(images, head);
        foreach (NarrowResidualBlock block in blocks) features = block.AddTo(graph, features);
        return graph.CropTo(graph.PixelShuffle(graph.Convolution(features, output), Half), images);
    }

    private static NarrowResidualBlock SoftBlock(int channels)
    {
        NarrowResidualBlock block = new(channels, channels);
        block.Soften();
        return block;
    }
}
