using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Transposed convolution of scale + 4 pixels and parametric ReLU: (B, C, H, W) -> (B, C, scale H, scale W).
/// </summary>
internal sealed class ActivatedTransposedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly TransposedConvolution conv;
    private readonly Parameter slope; // (1)

    public ActivatedTransposedConvolution(int channels, int scale)
        : base(nameof(ActivatedTransposedConvolution))
    {
        conv = new TransposedConvolution(channels, channels, kernel: scale + 4, scale);
        slope = ParametricRelu.Slopes(1);
        RegisterComponents();
    }

    /// <summary>Makes the output zero until the weights have learned otherwise.</summary>
    public void StartAtZero() => conv.StartAtZero();

    public override Tensor forward(Tensor input) => ParametricRelu.Apply(conv.call(input), slope);

    public string AddTo(GraphBuilder graph, string input) =>
        graph.ParametricRelu(graph.TransposedConvolution(input, conv), slope);
}
