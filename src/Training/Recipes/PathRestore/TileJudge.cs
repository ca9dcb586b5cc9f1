using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Says of a tile, from some planes of it, what each dynamic block is worth to it: (B, C, H, W) -> (B, blocks). Two
/// convolutions of 5 x 5, four pixels apart, as published; what they find counts by its mean over the tile and by its
/// mean square.
/// </summary>
internal sealed class TileJudge : nn.Module<Tensor, Tensor>
{
    private const int First = 16, Second = 24, Hidden = 32;

    private readonly Convolution near;
    private readonly Convolution far;
    private readonly Convolution hidden;
    private readonly Convolution worth;

    public TileJudge(int planes, int blocks)
        : base(nameof(TileJudge))
    {
        near = new Convolution(planes, First, kernel: 5, stride: 4, bias: true);
        far = new Convolution(First, Second, kernel: 5, stride: 4, bias: true);
        hidden = new Convolution(2 * (First + Second), Hidden, kernel: 1, bias: true);
        worth = new Convolution(Hidden, blocks, kernel: 1, bias: true);
        worth.StartAtZero();
        RegisterComponents();
    }

    public override Tensor forward(Tensor planes)
    {
        Tensor fine = near.call(planes.ToChannelsLast()).relu();
        Tensor coarse = far.call(fine).relu();
        Tensor means = cat([Mean(fine), Mean(fine.mul(fine)), Mean(coarse), Mean(coarse.mul(coarse))], 1);
        return worth.call(hidden.call(means).relu()).flatten(1);
    }

    /// <summary>Writes the judge into a graph: (B, blocks, 1, 1).</summary>
    public string AddTo(GraphBuilder graph, string planes)
    {
        string fine = graph.Relu(graph.Convolution(planes, near));
        string coarse = graph.Relu(graph.Convolution(fine, far));
        string means = graph.Concatenate(Mean(fine), Mean(Square(fine)), Mean(coarse), Mean(Square(coarse)));
        return graph.Convolution(graph.Relu(graph.Convolution(means, hidden)), worth);

        string Mean(string features) => graph.Node("GlobalAveragePool", [features]);

        string Square(string features) => graph.Multiply(features, features);
    }

    private static Tensor Mean(Tensor features) => features.mean([2, 3], keepdim: true);
}
