using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The body of EDSR-baseline: a convolution, residual blocks without normalisation, a convolution, and a skip around
/// them. (B, 3, H, W) -> (B, C, H, W).
/// </summary>
internal sealed class ResidualBody : nn.Module<Tensor, Tensor>
{
    /// <summary>The index of the convolution before the blocks.</summary>
    public const int Head = -1;

    private readonly Convolution head;
    private readonly ModuleList<NarrowResidualBlock> blocks;
    private readonly Convolution tail;

    public ResidualBody(int channels, int depth)
        : base(nameof(ResidualBody))
    {
        head = new Convolution(3, channels, kernel: 3, bias: true);
        blocks = new ModuleList<NarrowResidualBlock>(
            [.. Enumerable.Range(0, depth).Select(_ => new NarrowResidualBlock(channels, channels))]);
        tail = new Convolution(channels, channels, kernel: 3, bias: true);
        RegisterComponents();
        using IDisposable noGradient = no_grad();
        foreach (NarrowResidualBlock block in blocks) block.Soften();
    }

    public int Reach => 2 + 2 * blocks.Count;

    public override Tensor forward(Tensor input) => Compute(input, (_, features) => features);

    /// <summary>
    /// The same, with something done to the features after each block, by its index; <see cref="Head"/> before the
    /// first.
    /// </summary>
    public Tensor Compute(Tensor input, Func<int, Tensor, Tensor> after)
    {
        Tensor shallow = after(Head, head.call(input)), features = shallow;
        for (int i = 0; i < blocks.Count; i++) features = after(i, blocks[i].call(features));
        return tail.call(features).add_(shallow, HeldScalars.One);
    }

    /// <summary>Computes with the first channels alone from now on.</summary>
    public void Slim(int channels)
    {
        head.Outputs = tail.Outputs = channels;
        foreach (NarrowResidualBlock block in blocks) block.Slim(channels);
    }

    public string AddTo(GraphBuilder graph, string input) => AddTo(graph, input, (_, features) => features);

    /// <summary>Writes <see cref="Compute"/> into a graph.</summary>
    public string AddTo(GraphBuilder graph, string input, Func<int, string, string> after)
    {
        string shallow = after(Head, graph.Convolution(input, head)), features = shallow;
        for (int i = 0; i < blocks.Count; i++) features = after(i, blocks[i].AddTo(graph, features));
        return graph.Add(graph.Convolution(features, tail), shallow);
    }
}
