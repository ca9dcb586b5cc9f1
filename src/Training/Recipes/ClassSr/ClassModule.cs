using DetectionSdk.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The class module of ClassSR (Kong et al., CVPR 2021): how well each of several networks suits a tile, judged from
/// cells of 4 x 4 pixels. (B, 3, h, w) -> (B, networks), logits.
/// </summary>
internal sealed class ClassModule : nn.Module<Tensor, Tensor>
{
    private const int Cell = 4, Wide = 128, Narrow = 32, PointwiseLayers = 3;

    private static readonly Scalar Small = 0.1f;

    private readonly Convolution cells;
    private readonly ModuleList<Convolution> layers;
    private readonly Parameter weight; // (networks, 32)
    private readonly Parameter bias; // (networks)

    public ClassModule(int networks)
        : base(nameof(ClassModule))
    {
        cells = new Convolution(3, Wide, Cell, Cell, bias: true, padding: 0);
        layers = new ModuleList<Convolution>(
            [
                .. Enumerable.Range(0, PointwiseLayers).Select(_ => new Convolution(Wide, Wide, kernel: 1, bias: true)),
                new Convolution(Wide, Narrow, kernel: 1, bias: true),
            ]);
        using Tensor initial = empty(networks, Narrow);
        nn.init.kaiming_normal_(initial);
        weight = nn.Parameter(initial.mul(Small)); // nearly even at the start
        bias = nn.Parameter(zeros(networks));
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        Tensor features = cells.call(images.ToChannelsLast());
        foreach (Convolution layer in layers) features = layer.call(features.leaky_relu_(HeldScalars.LeakySlope));
        return nn.functional.linear(features.mean([2, 3]), weight, bias);
    }

    public string AddTo(GraphBuilder graph, string images)
    {
        string features = graph.Convolution(images, cells);
        foreach (Convolution layer in layers)
            features = graph.Convolution(
                graph.Node("LeakyRelu", [features], GraphBuilder.Real("alpha", 0.1f)), layer);
        string mean = graph.Reshape(graph.Node("GlobalAveragePool", [features]), 0, Narrow);
        return graph.Node(
            "Gemm", [mean, graph.Constant(weight), graph.Constant(bias)], GraphBuilder.Number("transB", 1));
    }
}
