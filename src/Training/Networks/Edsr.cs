using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// EDSR-baseline: all features at the input's resolution, then pixels shuffled into place, by two twice for a scale of
/// four.
/// </summary>
internal sealed class Edsr : SuperResolutionNetwork
{
    private const int PublishedDepth = 16;

    private readonly ResidualBody body;
    private readonly ModuleList<Convolution> enlarge;
    private readonly Convolution output;
    private readonly int[] factors;

    public Edsr(SuperResolutionOptions options)
        : base(options)
    {
        int channels = options.Channels(64);
        factors = options.Scale == 3 ? [3] : [.. Enumerable.Repeat(2, (int)Math.Log2(options.Scale))];
        body = new ResidualBody(channels, Depth);
        enlarge = new ModuleList<Convolution>(
            [
                .. factors.Select(
                    factor => new Convolution(channels, channels * factor * factor, kernel: 3, bias: true))
            ]);
        output = new Convolution(channels, 3, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => body.Reach + 2 + factors.Length;

    /// <summary>Residual blocks.</summary>
    public int Depth => Options.Depth ?? PublishedDepth;

    /// <summary>The correction, with something done to the features after each block, by its index.</summary>
    public Tensor Correct(Tensor images, Func<int, Tensor, Tensor> after)
    {
        Tensor features = body.Compute(images, after); // (B, 64 w, h, w)
        for (int i = 0; i < factors.Length; i++)
            features = nn.functional.pixel_shuffle(enlarge[i].call(features), factors[i]);
        return output.call(features);
    }

    /// <summary>Writes the correction into a graph, with something done to the features after each block.</summary>
    public string AddCorrectionTo(GraphBuilder graph, string images, Func<int, string, string> after)
    {
        string features = body.AddTo(graph, images, after);
        for (int i = 0; i < factors.Length; i++)
            features = graph.PixelShuffle(graph.Convolution(features, enlarge[i]), factors[i]);
        return graph.Convolution(features, output);
    }

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size) =>
        Correct(images, (_, features) => features);

    private protected override string AddCorrectionTo(
        GraphBuilder graph, string images, string enlarged, string? size) =>
        AddCorrectionTo(graph, images, (_, features) => features);
}
