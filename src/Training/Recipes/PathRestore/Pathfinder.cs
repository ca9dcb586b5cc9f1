using DetectionSdk.Onnx;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Judges, from a tile's pixels, how much each dynamic block is worth to it: (B, 3, H, W) -> (B, blocks). What the
/// numbers are, <see cref="PathLearning"/> says: logits, or what a block gains in grey levels squared, of which its
/// price is to be taken.
/// </summary>
/// <remarks>
/// After Path-Restore, whose pathfinder looks at the features before each block and remembers by an LSTM. This one
/// looks once, at the tile: so its path is known before it is restored, and tiles of one path share a batch. It is the
/// mean of two judges. One knows how noisy a tile is and nothing else. The other sees the tile less its mean over 3 x 3
/// pixels, the tile itself, and how near each value is to black or white: where noise is cut off more is to be mended.
/// </remarks>
internal sealed class Pathfinder : nn.Module<Tensor, Tensor>
{
    private const int Window = 3;
    private const float Strength = 8; // noise of 32 grey levels becomes 1
    private const float Half = 0.5f, Margin = 3 / 255f; // of black and white

    private static readonly Scalar
        Contrast = Strength, Middle = Half, Inside = Half - Margin, Nearness = 1 / Margin, Mean = Half;

    private readonly NoiseJudge noise;
    private readonly TileJudge tile;
    private readonly Parameter price; // logarithm of what a block costs

    public Pathfinder(int blocks)
        : base(nameof(Pathfinder))
    {
        noise = new NoiseJudge(blocks);
        tile = new TileJudge(planes: 9, blocks);
        price = nn.Parameter(zeros(1));
        RegisterComponents();
    }

    /// <summary>
    /// Logarithm of the price of a block, in grey levels squared, (1). By reward it learns to be such that as many
    /// blocks are taken as wanted; the published price is a constant, 8e-6 of the range squared, 0.5 grey levels
    /// squared.
    /// </summary>
    public Tensor LogPrice => price;

    /// <summary>The price of a block, in grey levels squared, (1), without gradient.</summary>
    public Tensor Price => price.detach().exp();

    /// <summary>Whether a parameter is the price.</summary>
    public static bool IsPrice(string parameter) =>
        parameter.EndsWith($".{nameof(price)}", StringComparison.Ordinal);

    public override Tensor forward(Tensor images)
    {
        (Tensor byNoise, Tensor byTile) = Judge(images);
        return byNoise.Plus(byTile).mul(Mean);
    }

    /// <summary>What each of the two judges says, (B, blocks).</summary>
    public (Tensor ByNoise, Tensor ByTile) Judge(Tensor images)
    {
        Tensor smooth = nn.functional.avg_pool2d(images, Window, stride: 1, padding: 1);
        Tensor detail = images.sub(smooth).mul(Contrast);
        Tensor cut = images.sub(Middle).abs().sub(Inside).relu().mul(Nearness);
        return (noise.call(images), tile.call(cat([detail, images, cut], 1)));
    }

    /// <summary>Writes the scores of all paths into a graph: the sums of what their blocks are worth.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="images">Name of the images.</param>
    /// <param name="paths">The paths.</param>
    /// <param name="shift">Added to what each block is worth.</param>
    public string AddTo(GraphBuilder graph, string images, PathSet paths, double shift)
    {
        using DisposeScope scope = NewDisposeScope();
        string smooth = graph.Node(
            "AveragePool", [images], GraphBuilder.Numbers("kernel_shape", Window, Window),
            GraphBuilder.Numbers("pads", 1, 1, 1, 1), GraphBuilder.Number("count_include_pad", 1));
        string detail = graph.Multiply(graph.Subtract(images, smooth), Number(Strength));
        string fromMiddle = graph.Node("Abs", [graph.Subtract(images, Number(Half))]);
        string cut = graph.Multiply(
            graph.Relu(graph.Subtract(fromMiddle, Number(Half - Margin))), Number(1 / Margin));
        string both = graph.Add(
            noise.AddTo(graph, images), tile.AddTo(graph, graph.Concatenate(detail, images, cut)));
        string each = graph.Reshape(graph.Multiply(both, Number(Half)), 0, paths.Blocks);
        return graph.Node(
            "MatMul", [graph.Add(each, Number((float)shift)), graph.Constant(paths.ToTensor(CPU).t())]);

        string Number(float value) => graph.Constant([value], 1);
    }
}
