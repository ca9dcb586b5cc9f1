using DetectionSdk.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Says of a tile, from its noise alone, what each dynamic block is worth to it: (B, 3, H, W) -> (B, blocks). Noise is
/// how much the mean of the channels bends along both axes, which even slopes do not (Immerkaer, CVIU 1996).
/// </summary>
internal sealed class NoiseJudge : nn.Module<Tensor, Tensor>
{
    private const int Hidden = 16;
    private const float Strength = 4 / 3f; // white noise of 72 grey levels becomes about 1

    private static readonly Scalar Contrast = Strength;

    private static readonly float[] Mask =
    [
        .. Enumerable.Repeat<float[]>([1, -2, 1, -2, 4, -2, 1, -2, 1], 3).SelectMany(mask => mask)
            .Select(weight => weight * Strength / 3)
    ];

    private readonly Convolution hidden;
    private readonly Convolution worth;

    public NoiseJudge(int blocks)
        : base(nameof(NoiseJudge))
    {
        hidden = new Convolution(1, Hidden, kernel: 1, bias: true);
        worth = new Convolution(Hidden, blocks, kernel: 1, bias: true);
        worth.StartAtZero();
        RegisterComponents();
    }

    public override Tensor forward(Tensor images)
    {
        Tensor grey = images.mean([1], keepdim: true).mul(Contrast);
        Tensor noise = Bend(Bend(grey, 2), 3).abs().mean([2, 3], keepdim: true);
        return worth.call(hidden.call(noise).relu()).flatten(1);
    }

    /// <summary>Writes the judge into a graph: (B, blocks, 1, 1).</summary>
    public string AddTo(GraphBuilder graph, string images)
    {
        string found = graph.Node("Conv", [images, graph.Constant(Mask, 1, 3, 3, 3)]);
        string noise = graph.Node("GlobalAveragePool", [graph.Node("Abs", [found])]);
        return graph.Convolution(graph.Relu(graph.Convolution(noise, hidden)), worth);
    }

    private static Tensor Bend(Tensor values, long axis) => values.diff(dim: axis).diff(dim: axis);
}
