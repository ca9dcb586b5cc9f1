using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Shortcut of a residual block that changes its shape, 1x1 convolution and batch normalisation: (B, in, H, W) -> (B, out, H / stride, W / stride).</summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Convolution conv;

    [ComponentName(Name = "1")]
    private readonly BatchNormalization norm;

    public Projection(int inputs, int outputs, int stride)
        : base(nameof(Projection))
    {
        conv = new Convolution(inputs, outputs, kernel: 1, stride);
        norm = new BatchNormalization(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => norm.call(conv.call(input));

    public string AddTo(OnnxGraph graph, string input) => graph.Convolution(input, conv, norm);
}
