using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// FSRCNN on RGB instead of luminance: features, shrinking, mapping, expanding at the input's resolution, then a
/// transposed convolution.
/// </summary>
internal sealed class Fsrcnn : SuperResolutionNetwork
{
    private const int MappingLayers = 4;

    private readonly ActivatedConvolution feature;
    private readonly ActivatedConvolution shrink;
    private readonly ModuleList<ActivatedConvolution> mapping;
    private readonly ActivatedConvolution expand;
    private readonly TransposedConvolution deconvolution;

    public Fsrcnn(SuperResolutionOptions options)
        : base(options)
    {
        (int wide, int narrow) = (options.Channels(56), options.Channels(12));
        feature = new ActivatedConvolution(3, wide, kernel: 5, slopes: wide);
        shrink = new ActivatedConvolution(wide, narrow, kernel: 1, slopes: narrow);
        mapping = new ModuleList<ActivatedConvolution>(
            [
                .. Enumerable.Range(0, options.Depth ?? MappingLayers)
                    .Select(_ => new ActivatedConvolution(narrow, narrow, kernel: 3, slopes: narrow))
            ]);
        expand = new ActivatedConvolution(narrow, wide, kernel: 1, slopes: wide);
        deconvolution = new TransposedConvolution(wide, 3, kernel: 9, options.Scale);
        deconvolution.StartAtZero();
        RegisterComponents();
    }

    public override int Reach => 2 + mapping.Count + (4 + Options.Scale - 1) / Options.Scale;

    private protected override Tensor Correct(Tensor images, Tensor enlarged, OpenCvSharp.Size size)
    {
        Tensor features = shrink.call(feature.call(images)); // (B, 12 w, h, w)
        foreach (ActivatedConvolution layer in mapping) features = layer.call(features);
        // three outputs: bfloat16 gradients of an odd number go wrong
        return deconvolution.call(expand.call(features).to(ScalarType.Float32));
    }

    private protected override string AddCorrectionTo(GraphBuilder graph, string images, string enlarged, string? size)
    {
        string features = shrink.AddTo(graph, feature.AddTo(graph, images));
        foreach (ActivatedConvolution layer in mapping) features = layer.AddTo(graph, features);
        return graph.TransposedConvolution(expand.AddTo(graph, features), deconvolution);
    }
}
