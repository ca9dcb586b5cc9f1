using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Feature maps of the neck.</summary>
/// <param name="Stride8">
/// (B, 192 w, H / 8, W / 8): what the last but one fusion reads, where AERIS's second variant forks its restoration
/// branch.
/// </param>
/// <param name="Stride4">(B, 64 w, H / 4, W / 4): what the detection head reads.</param>
internal sealed record NeckFeatures(Tensor Stride8, Tensor Stride4);

/// <summary>
/// Fuses the encoder's maps from coarse to fine: convolve, enlarge by two, join the encoder's map of that stride. It
/// follows the neck of AERIS (ECCV 2022) with plain convolutions instead of deformable ones, nearest-neighbour
/// enlargement instead of transposed convolutions, half the channels, and C2 as one more skip.
/// </summary>
internal sealed class FusionNeck : nn.Module<EncoderFeatures, NeckFeatures>
{
    private static readonly double[] Twice = [2, 2];

    private readonly ConvolutionBlock reduce5;
    private readonly ConvolutionBlock reduce4;
    private readonly ConvolutionBlock reduce3;
    private readonly ConvolutionBlock fuse2;

    public FusionNeck(IReadOnlyList<int> encoderChannels)
        : base(nameof(FusionNeck))
    {
        (int c2, int c3, int c4, int c5) =
            (encoderChannels[0], encoderChannels[1], encoderChannels[2], encoderChannels[3]);
        reduce5 = new ConvolutionBlock(c5, c3);
        reduce4 = new ConvolutionBlock(c3 + c4, c2);
        reduce3 = new ConvolutionBlock(c2 + c3, c2);
        fuse2 = new ConvolutionBlock(c2 + c2, c2);
        Stride8Channels = c2 + c3;
        Stride4Channels = c2;
        RegisterComponents();
    }

    public int Stride8Channels { get; }

    public int Stride4Channels { get; }

    public override NeckFeatures forward(EncoderFeatures features)
    {
        Tensor stride16 = Join(reduce5.call(features.C5), features.C4); // (B, 384 w, H / 16, W / 16)
        Tensor stride8 = Join(reduce4.call(stride16), features.C3);
        Tensor stride4 = Join(reduce3.call(stride8), features.C2); // (B, 128 w, H / 4, W / 4)
        return new NeckFeatures(stride8, fuse2.call(stride4));
    }

    /// <summary>Writes the computation of the stride-4 map into a graph and returns its name.</summary>
    public string AddTo(GraphBuilder graph, (string C1, string C2, string C3, string C4, string C5) features)
    {
        string stride16 = graph.Concatenate(graph.EnlargeTwice(reduce5.AddTo(graph, features.C5)), features.C4);
        string stride8 = graph.Concatenate(graph.EnlargeTwice(reduce4.AddTo(graph, stride16)), features.C3);
        string stride4 = graph.Concatenate(graph.EnlargeTwice(reduce3.AddTo(graph, stride8)), features.C2);
        return fuse2.AddTo(graph, stride4);
    }

    private static Tensor Join(Tensor coarse, Tensor skip) =>
        cat([nn.functional.interpolate(coarse, scale_factor: Twice, mode: InterpolationMode.Nearest), skip], dim: 1);
}
