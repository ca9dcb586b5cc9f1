using DetectionSdk.Onnx;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Two residual blocks, one stage of ResNet-18: (B, in, H, W) -> (B, out, H / stride, W / stride).</summary>
internal sealed class ResidualStage : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly ResidualBlock first;

    [ComponentName(Name = "1")]
    private readonly ResidualBlock second;

    public ResidualStage(int inputs, int outputs, int stride)
        : base(nameof(ResidualStage))
    {
        first = new ResidualBlock(inputs, outputs, stride);
        second = new ResidualBlock(outputs, outputs, stride: 1);
        RegisterComponents();
    }

    public IEnumerable<(Convolution Convolution, BatchNormalization Normalization)> Layers =>
        first.Layers.Concat(second.Layers);

    public override Tensor forward(Tensor input) => second.call(first.call(input));

    public string AddTo(GraphBuilder graph, string input) => second.AddTo(graph, first.AddTo(graph, input));
}
