using DetectionSdk.Onnx;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// One output of the detection head, 3x3 convolution, ReLU, 1x1 convolution: (B, in, H, W) -> (B, out, H, W).
/// </summary>
internal sealed class PredictionBranch : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Convolution hidden;

    [ComponentName(Name = "2")]
    private readonly Convolution output;

    public PredictionBranch(int inputs, int outputs, float initialBias)
        : base(nameof(PredictionBranch))
    {
        hidden = new Convolution(inputs, inputs, kernel: 3, bias: true);
        output = new Convolution(inputs, outputs, kernel: 1, bias: true);
        using Scalar bias = initialBias;
        using (no_grad())
        {
            output.Weight.normal_(0, 0.001);
            nn.init.constant_(output.Bias!, bias);
        }
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => output.call(hidden.call(input).relu_());

    public string AddTo(GraphBuilder graph, string input) =>
        graph.Convolution(graph.Relu(graph.Convolution(input, hidden)), output);
}
