using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Residual block without normalisation whose hidden layer may be narrower, 3x3 convolution, ReLU, 3x3 convolution, plus the input: (B, C, H, W) -> (B, C, H, W).</summary>
internal sealed class NarrowResidualBlock : nn.Module<Tensor, Tensor>
{
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
}
