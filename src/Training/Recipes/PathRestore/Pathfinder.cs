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
/// looks once, at the tile: so its path is known before it is restored, and tiles of one path share a batch. Two
/// convolutions of 5 x 5, four pixels apart, as published; they see the tile less its mean over 3 x 3 pixels, where
/// noise shows, and the tile itself, for where black and white cut noise off more is to be mended. What they find
/// counts by its mean over the tile and by its mean square.
/// </remarks>
internal sealed class Pathfinder : nn.Module<Tensor, Tensor>
{
    private const int First = 16, Second = 24, Hidden = 32, Window = 3;
    private const float Strength = 8; // noise of 32 grey levels becomes 1

    private static readonly Scalar Contrast = Strength;

    private readonly Convolution near;
    private readonly Convolution far;
    private readonly Convolution hidden;
    private readonly Convolution worth;
    private readonly Parameter price; // logarithm of what a block costs

    public Pathfinder(int blocks)
        : base(nameof(Pathfinder))
    {
        near = new Convolution(2 * 3, First, kernel: 5, stride: 4, bias: true);
        far = new Convolution(First, Second, kernel: 5, stride: 4, bias: true);
        hidden = new Convolution(2 * (First + Second), Hidden, kernel: 1, bias: true);
        worth = new Convolution(Hidden, blocks, kernel: 1, bias: true);
        worth.StartAtZero();
        price = nn.Parameter(zeros(1));
        RegisterComponents();
    }

    /// <summary>
    /// Logarithm of the price of a block, in grey levels squared, (1). It learns to be such that as many blocks are
    /// taken as wanted; the published price is a constant, 8e-6 of the range squared, 0.5 grey levels squared.
    /// </summary>
    public Tensor LogPrice => price;

    /// <summary>The price of a block, in grey levels squared, (1), without gradient.</summary>
    public Tensor Price => price.detach().exp();

    /// <summary>Whether a parameter is the price.</summary>
    public static bool IsPrice(string parameter) =>
        parameter.EndsWith($".{nameof(price)}", StringComparison.Ordinal);

    public override Tensor forward(Tensor images)
    {
        Tensor smooth = nn.functional.avg_pool2d(images, Window, stride: 1, padding: 1);
        Tensor detail = images.sub(smooth).mul(Contrast);
        Tensor fine = near.call(cat([detail, images], 1).ToChannelsLast()).relu();
        Tensor coarse = far.call(fine).relu();
        Tensor means = cat([Mean(fine), Mean(fine.mul(fine)), Mean(coarse), Mean(coarse.mul(coarse))], 1);
        return worth.call(hidden.call(means).relu()).flatten(1);
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
        string fine = graph.Relu(graph.Convolution(graph.Concatenate(detail, images), near));
        string coarse = graph.Relu(graph.Convolution(fine, far));
        string means = graph.Concatenate(Mean(fine), Mean(Square(fine)), Mean(coarse), Mean(Square(coarse)));
        string each = graph.Convolution(graph.Relu(graph.Convolution(means, hidden)), worth);
        string shifted = graph.Add(graph.Reshape(each, 0, paths.Blocks), Number((float)shift));
        return graph.Node("MatMul", [shifted, graph.Constant(paths.ToTensor(CPU).t())]);

        string Mean(string features) => graph.Node("GlobalAveragePool", [features]);

        string Square(string features) => graph.Multiply(features, features);

        string Number(float value) => graph.Constant([value], 1);
    }

    private static Tensor Mean(Tensor features) => features.mean([2, 3], keepdim: true);
}
