using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The basic residual block of ResNet-18 (He et al., CVPR 2016): (B, in, H, W) -> (B, out, H / stride, W / stride).
/// Parameter names are torchvision's.
/// </summary>
internal sealed class ResidualBlock : nn.Module<Tensor, Tensor>
{
    private readonly Convolution conv1;
    private readonly BatchNormalization bn1;
    private readonly Convolution conv2;
    private readonly BatchNormalization bn2;
    private readonly Projection? downsample;

    public ResidualBlock(int inputs, int outputs, int stride)
        : base(nameof(ResidualBlock))
    {
        conv1 = new Convolution(inputs, outputs, kernel: 3, stride);
        bn1 = new BatchNormalization(outputs);
        conv2 = new Convolution(outputs, outputs, kernel: 3);
        bn2 = new BatchNormalization(outputs);
        downsample = stride != 1 || inputs != outputs ? new Projection(inputs, outputs, stride) : null;
        RegisterComponents();
    }

    public IEnumerable<(Convolution Convolution, BatchNormalization Normalization)> Layers =>
        [(conv1, bn1), (conv2, bn2), .. downsample is null ? [] : new[] { downsample.Layer }];

    public override Tensor forward(Tensor input)
    {
        Tensor residual = bn1.call(conv1.call(input)).relu_();
        residual = bn2.call(conv2.call(residual));
        Tensor shortcut = downsample is null ? input : downsample.call(input);
        return residual.add_(shortcut, HeldScalars.One).relu_();
    }

    public string AddTo(GraphBuilder graph, string input)
    {
        string residual = graph.Relu(graph.Convolution(input, conv1, bn1));
        residual = graph.Convolution(residual, conv2, bn2);
        string shortcut = downsample is null ? input : downsample.AddTo(graph, input);
        return graph.Relu(graph.Add(residual, shortcut));
    }
}
