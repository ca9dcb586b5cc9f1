using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Enlarges what a <see cref="DetailDecoder"/> gives by two: a convolution and a pixel shuffle. (B, 16, h, w) ->
/// (B, 16, 2 h, 2 w).
/// </summary>
internal sealed class DetailEnlarger : nn.Module<Tensor, Tensor>
{
    /// <summary>Pixels of the result per pixel of the input, in both directions.</summary>
    public const int Factor = 2;

    private readonly Convolution expand;

    public DetailEnlarger()
        : base(nameof(DetailEnlarger))
    {
        expand = new Convolution(
            DetailDecoder.Channels, DetailDecoder.Channels * Factor * Factor, kernel: 3, bias: true);
        RegisterComponents();
    }

    public override Tensor forward(Tensor detail) =>
        nn.functional.pixel_shuffle(expand.call(detail), Factor).relu_();

    public string AddTo(GraphBuilder graph, string detail) =>
        graph.Relu(graph.PixelShuffle(graph.Convolution(detail, expand), Factor));
}
