using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Convolution and parametric ReLU (He et al., ICCV 2015): (B, in, H, W) -> (B, out, H / stride, W / stride).
/// </summary>
internal sealed class ActivatedConvolution : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv;
    private readonly Parameter slope; // (out) or (1): what negative values are multiplied by

    public ActivatedConvolution(
        int inputs, int outputs, int kernel, int stride = 1, int? padding = null, int slopes = 1)
        : base(nameof(ActivatedConvolution))
    {
        conv = new Convolution(inputs, outputs, kernel, stride, bias: true, padding);
        slope = ParametricRelu.Slopes(slopes);
        RegisterComponents();
    }

    public Tensor Weight => conv.Weight;

    /// <summary>Makes the output zero until the weights have learned otherwise.</summary>
    public void StartAtZero() => conv.StartAtZero();

    public override Tensor forward(Tensor input) => ParametricRelu.Apply(conv.call(input), slope);

    public string AddTo(GraphBuilder graph, string input) =>
        graph.ParametricRelu(graph.Convolution(input, conv), slope);
}
