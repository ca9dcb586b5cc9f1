using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Down-projection unit of D-DBPN, the mirror of <see cref="UpProjection"/>: (B, C n, scale h, scale w) -> (B, C, h,
/// w).
/// </summary>
internal sealed class DownProjection : nn.Module<Tensor, Tensor>
{
    private readonly ActivatedConvolution? reduce;
    private readonly ActivatedConvolution down;
    private readonly ActivatedTransposedConvolution back;
    private readonly ActivatedConvolution correct;

    public DownProjection(int channels, int inputs, int scale)
        : base(nameof(DownProjection))
    {
        reduce = inputs > 1 ? new ActivatedConvolution(channels * inputs, channels, kernel: 1) : null;
        down = new ActivatedConvolution(channels, channels, kernel: scale + 4, stride: scale, padding: 2);
        back = new ActivatedTransposedConvolution(channels, scale);
        correct = new ActivatedConvolution(channels, channels, kernel: scale + 4, stride: scale, padding: 2);
        correct.StartAtZero(); // or features grow with every unit, a thousandfold over all of them
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        Tensor high = reduce is null ? input : reduce.call(input);
        Tensor low = down.call(high);
        return low.Plus(correct.call(back.call(low).sub(high)));
    }

    public string AddTo(GraphBuilder graph, string input)
    {
        string high = reduce is null ? input : reduce.AddTo(graph, input);
        string low = down.AddTo(graph, high);
        return graph.Add(low, correct.AddTo(graph, graph.Subtract(back.AddTo(graph, low), high)));
    }
}
