using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// A light decoder of the shared network's features, up to its prediction layer: joins detail and context at half the
/// input's resolution and shuffles them to the input's, or from there to twice the input's. (B, in, h / 2, w / 2) and
/// (B, in, h / 4, w / 4) -> (B, 16, s h, s w), s the factor.
/// </summary>
internal sealed class DetailDecoder : nn.Module<RestorationFeatures, Tensor>
{
    /// <summary>Channels of the result.</summary>
    public const int Channels = 16;

    private const int Shuffle = 2, FusedChannels = 32;
    private static readonly double[] Twice = [2, 2];

    private readonly Convolution coarse;
    private readonly ConvolutionBlock fuse;
    private readonly Convolution expand;
    private readonly Convolution? enlarge;

    /// <param name="inputs">Channels of both maps that are read.</param>
    /// <param name="factor">1 or 2.</param>
    public DetailDecoder(int inputs, int factor)
        : base(nameof(DetailDecoder))
    {
        coarse = new Convolution(inputs, inputs, kernel: 3, bias: true);
        fuse = new ConvolutionBlock(inputs, FusedChannels);
        expand = new Convolution(FusedChannels, Channels * Shuffle * Shuffle, kernel: 3, bias: true);
        enlarge = factor == 1
            ? null
            : new Convolution(Channels, Channels * Shuffle * Shuffle, kernel: 3, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(RestorationFeatures features)
    {
        Tensor context = nn.functional.interpolate(
            coarse.call(features.Coarse), scale_factor: Twice, mode: InterpolationMode.Nearest);
        Tensor fused = fuse.call(context.add_(features.Fine, HeldScalars.One)); // (B, 32, h / 2, w / 2)
        Tensor detail = nn.functional.pixel_shuffle(expand.call(fused), Shuffle).relu_(); // (B, 16, h, w)
        return enlarge is null
            ? detail
            : nn.functional.pixel_shuffle(enlarge.call(detail), Shuffle).relu_();
    }

    public string AddTo(GraphBuilder graph, string fine, string coarseMap)
    {
        string context = graph.EnlargeTwice(graph.Convolution(coarseMap, coarse));
        string fused = fuse.AddTo(graph, graph.Add(context, fine));
        string detail = graph.Relu(graph.PixelShuffle(graph.Convolution(fused, expand), Shuffle));
        return enlarge is null
            ? detail
            : graph.Relu(graph.PixelShuffle(graph.Convolution(detail, enlarge), Shuffle));
    }
}
