using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Up-projection unit of D-DBPN: enlarge, come back down, enlarge what was lost and add it. (B, C n, h, w) -> (B, C,
/// scale h, scale w); n inputs are first reduced to one. Kernel, stride and padding are the published 6/2/2, 7/3/2,
/// 8/4/2 and 12/8/2.
/// </summary>
internal sealed class UpProjection : nn.Module<Tensor, Tensor>
{
    private readonly ActivatedConvolution? reduce;
    private readonly ActivatedTransposedConvolution up;
    private readonly ActivatedConvolution back;
    private readonly ActivatedTransposedConvolution correct;

    public UpProjection(int channels, int inputs, int scale)
        : base(nameof(UpProjection))
    {
        reduce = inputs > 1 ? new ActivatedConvolution(channels * inputs, channels, kernel: 1) : null;
        up = new ActivatedTransposedConvolution(channels, scale);
        back = new ActivatedConvolution(channels, channels, kernel: scale + 4, stride: scale, padding: 2);
        correct = new ActivatedTransposedConvolution(channels, scale);
        correct.StartAtZero(); // or features grow with every unit, a thousandfold over all of them
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor low = reduce is null ? input : reduce.call(input);
        Tensor high = up.call(low);
        return high.Plus(correct.call(back.call(high).sub(low)));
    }

    public string AddTo(GraphBuilder graph, string input)
    {
        string low = reduce is null ? input : reduce.AddTo(graph, input);
        string high = up.AddTo(graph, low);
        return graph.Add(high, correct.AddTo(graph, graph.Subtract(back.AddTo(graph, high), low)));
    }
}
