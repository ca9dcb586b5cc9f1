using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Scalar = TorchSharp.Scalar;

namespace DetectionSdk.Training;

/// <summary>
/// The feedback block of SRFBN (Li et al., CVPR 2019): input and what the block gave before are joined, go up to the
/// output's resolution and down again several times, each reading all earlier ones of its side, and are fused. (B, C,
/// h, w) twice -> (B, C, h, w).
/// </summary>
internal sealed class FeedbackBlock : nn.Module<Tensor, Tensor, Tensor>
{
    private static readonly Scalar Small = 0.1f;

    private readonly ActivatedConvolution join;
    private readonly ModuleList<ActivatedConvolution> reduceLow;
    private readonly ModuleList<ActivatedConvolution> reduceHigh;
    private readonly ModuleList<ActivatedTransposedConvolution> up;
    private readonly ModuleList<ActivatedConvolution> down;
    private readonly ActivatedConvolution fuse;

    public FeedbackBlock(int channels, int groups, int scale)
        : base(nameof(FeedbackBlock))
    {
        join = new ActivatedConvolution(2 * channels, channels, kernel: 1);
        reduceLow = Each(1, i => new ActivatedConvolution((i + 1) * channels, channels, kernel: 1));
        reduceHigh = Each(1, i => new ActivatedConvolution((i + 1) * channels, channels, kernel: 1));
        up = Each(0, _ => new ActivatedTransposedConvolution(channels, scale));
        down = Each(0, _ => new ActivatedConvolution(channels, channels, scale + 4, stride: scale, padding: 2));
        fuse = new ActivatedConvolution(groups * channels, channels, kernel: 1);
        RegisterComponents();
        using (no_grad()) fuse.Weight.mul_(Small); // or features grow with every step, six-fold

        ModuleList<T> Each<T>(int first, Func<int, T> create) where T : nn.Module =>
            new([.. Enumerable.Range(first, groups - first).Select(create)]);
    }

    public override Tensor forward(Tensor input, Tensor before)
    {
        Tensor low = join.call(cat([input, before], dim: 1));
        List<Tensor> highs = [up[0].call(low)], lows = [down[0].call(highs[0])];
        for (int i = 1; i < up.Count; i++)
        {
            highs.Add(up[i].call(reduceLow[i - 1].call(cat([low, .. lows], dim: 1))));
            lows.Add(down[i].call(reduceHigh[i - 1].call(cat([.. highs], dim: 1))));
        }
        return fuse.call(cat([.. lows], dim: 1));
    }

    public string AddTo(GraphBuilder graph, string input, string before)
    {
        string low = join.AddTo(graph, graph.Concatenate(input, before));
        List<string> highs = [up[0].AddTo(graph, low)], lows = [down[0].AddTo(graph, highs[0])];
        for (int i = 1; i < up.Count; i++)
        {
            highs.Add(up[i].AddTo(graph, reduceLow[i - 1].AddTo(graph, graph.Concatenate([low, .. lows]))));
            lows.Add(down[i].AddTo(graph, reduceHigh[i - 1].AddTo(graph, graph.Concatenate([.. highs]))));
        }
        return fuse.AddTo(graph, graph.Concatenate([.. lows]));
    }
}
