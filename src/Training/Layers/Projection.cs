using DetectionSdk.Onnx;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Shortcut of a residual block that changes its shape, 1x1 convolution and batch normalisation: (B, in, H, W) -> (B,
/// out, H / stride, W / stride).
/// </summary>
internal sealed class Projection : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Convolution conv;

    [ComponentName(Name = "1")]
    private readonly BatchNormalization norm;

    private readonly int stride;

    public Projection(int inputs, int outputs, int stride)
        : base(nameof(Projection))
    {
        conv = new Convolution(inputs, outputs, kernel: 1);
        norm = new BatchNormalization(outputs);
        this.stride = stride;
        RegisterComponents();
    }

    public (Convolution Convolution, BatchNormalization Normalization) Layer => (conv, norm);

    public override Tensor forward(Tensor input) => norm.call(conv.call(Subsample(input)));

    public string AddTo(GraphBuilder graph, string input) => graph.Convolution(input, conv, norm, stride);

    /// <summary>
    /// Every stride-th row and column. The convolution could stride itself, but libtorch 2.10 then writes outside
    /// its buffers where the input has fewer than 16 channels.
    /// </summary>
    private Tensor Subsample(Tensor input) =>
        stride == 1 ? input : nn.functional.max_pool2d(input, kernel_size: 1, stride: stride);
}
