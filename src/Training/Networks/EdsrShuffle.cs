using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// EDSR-baseline's body and one pixel shuffle to the output (Shi et al., CVPR 2016): everything is computed at the
/// input's resolution, so that the cost lies in the body, which width and depth scale.
/// </summary>
internal sealed class EdsrShuffle : SuperResolutionNetwork
{
    /// <summary>Channels at a width of 1.</summary>
    public const int PublishedChannels = 64;

    private const int PublishedDepth = 16;

    private readonly ResidualBody body;
    private readonly Convolution output;

    public EdsrShuffle(SuperResolutionOptions options)
        : base(options)
    {
        int channels = options.Channels(PublishedChannels);
        body = new ResidualBody(channels, options.Depth ?? PublishedDepth);
        output = new Convolution(channels, 3 * options.Scale * options.Scale, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => body.Reach + 1; // the bicubic enlargement looks 2 pixels far, never more

    /// <summary>
    /// Computes as a narrower network from now on, whose weights are the first of these (Yu et al., ICLR 2019).
    /// </summary>
    /// <param name="channels">How many channels of the body it has.</param>
    public void Slim(int channels)
    {
        body.Slim(channels);
        output.Outputs = 3 * Options.Scale * Options.Scale;
    }

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size) =>
        nn.functional.pixel_shuffle(output.call(body.call(images)), Options.Scale);

    private protected override string AddCorrectionTo(
        GraphBuilder graph, string images, string enlarged, string? size) =>
        graph.PixelShuffle(graph.Convolution(body.AddTo(graph, images), output), Options.Scale);
}
