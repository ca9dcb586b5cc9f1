using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Residual block without normalisation whose hidden layer may be narrower, 3x3 convolution, ReLU, 3x3 convolution,
/// plus the input: (B, C, H, W) -> (B, C, H, W).
/// </summary>
internal sealed class NarrowResidualBlock : nn.Module<Tensor, Tensor>
{
    private static readonly Scalar Small = 0.1f;

    private readonly Convolution conv1;
    private readonly Convolution conv2;

    public NarrowResidualBlock(int channels, int hidden)
        : base(nameof(NarrowResidualBlock))
    {
        conv1 = new Convolution(channels, hidden, kernel: 3, bias: true);
        conv2 = new Convolution(hidden, channels, kernel: 3, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => conv2.call(conv1.call(input).relu_()).add_(input, HeldScalars.One);

    /// <summary>
    /// Makes the block start near the identity, so that many in a row neither drown nor magnify their input.
    /// </summary>
    public void Soften()
    {
        using (no_grad()) conv2.Weight.mul_(Small);
    }

    /// <summary>Computes with the first channels alone from now on.</summary>
    public void Slim(int channels) => conv1.Outputs = conv2.Outputs = channels;

    public string AddTo(GraphBuilder graph, string input) =>
        graph.Add(graph.Convolution(graph.Relu(graph.Convolution(input, conv1)), conv2), input);
}
