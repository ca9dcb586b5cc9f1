using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Convolution, batch normalisation, ReLU: (B, in, H, W) -> (B, out, H, W).</summary>
internal sealed class ConvolutionBlock : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv;
    private readonly BatchNormalization norm;

    public ConvolutionBlock(int inputs, int outputs, int kernel = 3)
        : base(nameof(ConvolutionBlock))
    {
        conv = new Convolution(inputs, outputs, kernel);
        norm = new BatchNormalization(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => norm.call(conv.call(input)).relu_();

    public string AddTo(GraphBuilder graph, string input) => graph.Relu(graph.Convolution(input, conv, norm));
}
