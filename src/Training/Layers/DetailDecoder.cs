using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// A light decoder of the shared network's features, up to its prediction layer: joins detail and context at half the
/// input's resolution and shuffles them to the input's. (B, in, h / 2, w / 2) and (B, in, h / 4, w / 4) ->
/// (B, 16, h, w).
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

    /// <param name="inputs">Channels of both maps that are read.</param>
    public DetailDecoder(int inputs)
        : base(nameof(DetailDecoder))
    {
        coarse = new Convolution(inputs, inputs, kernel: 3, bias: true);
        fuse = new ConvolutionBlock(inputs, FusedChannels);
        expand = new Convolution(FusedChannels, Channels * Shuffle * Shuffle, kernel: 3, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(RestorationFeatures features)
    {
        Tensor context = nn.functional.interpolate(
            coarse.call(features.Coarse), scale_factor: Twice, mode: InterpolationMode.Nearest);
        Tensor fused = fuse.call(context.add_(features.Fine, HeldScalars.One)); // (B, 32, h / 2, w / 2)
        return nn.functional.pixel_shuffle(expand.call(fused), Shuffle).relu_();
    }

    public string AddTo(GraphBuilder graph, string fine, string coarseMap)
    {
        string context = graph.EnlargeTwice(graph.Convolution(coarseMap, coarse));
        string fused = fuse.AddTo(graph, graph.Add(context, fine));
        return graph.Relu(graph.PixelShuffle(graph.Convolution(fused, expand), Shuffle));
    }
}
