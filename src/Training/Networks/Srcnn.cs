using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// SRCNN on RGB instead of luminance: patches, mapping, reconstruction, all at the output's resolution.
/// </summary>
internal sealed class Srcnn : SuperResolutionNetwork
{
    private readonly Convolution conv1;
    private readonly Convolution conv2;
    private readonly Convolution conv3;

    public Srcnn(SuperResolutionOptions options)
        : base(options)
    {
        conv1 = new Convolution(3, options.Channels(64), kernel: 9, bias: true);
        conv2 = new Convolution(options.Channels(64), options.Channels(32), kernel: 1, bias: true);
        conv3 = new Convolution(options.Channels(32), 3, kernel: 5, bias: true);
        conv3.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => 2 + (6 + Options.Scale - 1) / Options.Scale;

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size) =>
        conv3.call(conv2.call(conv1.call(enlarged).relu_()).relu_()); // (B, 64 w, H, W), (B, 32 w, H, W), (B, 3, H, W)

    private protected override string AddCorrectionTo(
        GraphBuilder graph, string images, string enlarged, string? size) =>
        graph.Convolution(graph.Relu(graph.Convolution(graph.Relu(graph.Convolution(enlarged, conv1)), conv2)), conv3);
}
