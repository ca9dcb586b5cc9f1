using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// EDSR-baseline's body for any output size: features are shuffled to twice the resolution, resized bilinearly to the
/// output's and turned into the correction there, so that one network serves every scale between 1 and its largest,
/// whole or not. The head is our choice, simpler than Meta-SR (CVPR 2019), LIIF or ArbSR (CVPR and ICCV 2021).
/// </summary>
internal sealed class AnyScale : SuperResolutionNetwork
{
    private const int PublishedDepth = 16, Shuffle = 2;

    private readonly ResidualBody body;
    private readonly Convolution expand;
    private readonly Convolution hidden;
    private readonly Convolution output;

    public AnyScale(SuperResolutionOptions options)
        : base(options)
    {
        (int channels, int narrow) = (options.Channels(64), options.Channels(16));
        body = new ResidualBody(channels, options.Depth ?? PublishedDepth);
        expand = new Convolution(channels, narrow * Shuffle * Shuffle, kernel: 3, bias: true);
        hidden = new Convolution(narrow, narrow, kernel: 3, bias: true);
        output = new Convolution(narrow, 3, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => body.Reach + 4;

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size)
    {
        Tensor detail = nn.functional.pixel_shuffle(expand.call(body.call(images)), Shuffle); // (B, 16 w, 2 h, 2 w)
        Tensor resized = nn.functional.interpolate(
            detail, [size.Height, size.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        return output.call(hidden.call(resized.relu_()).relu_());
    }

    private protected override string AddCorrectionTo(GraphBuilder graph, string images, string enlarged, string? size)
    {
        string detail = graph.PixelShuffle(graph.Convolution(body.AddTo(graph, images), expand), Shuffle);
        string resized = graph.ResizeTo(detail, graph.ShapeOf(detail, size!), "linear");
        return graph.Convolution(graph.Relu(graph.Convolution(graph.Relu(resized), hidden)), output);
    }
}
