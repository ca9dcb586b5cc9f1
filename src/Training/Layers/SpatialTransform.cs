using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Spatial feature transform (Wang et al., CVPR 2018): a condition, of which every pixel may differ, says by how much
/// each feature is multiplied there and what is added. Two heads of 1x1 convolutions; the last of each starts at zero,
/// so that the features pass unchanged until something is learned. (B, C, H, W) and (B, K, H, W) -> (B, C, H, W).
/// </summary>
internal sealed class SpatialTransform : nn.Module<Tensor, Tensor, Tensor>
{
    /// <summary>Slope of negative values in the heads.</summary>
    public const float Slope = 0.1f;

    private readonly Convolution scaleHidden;
    private readonly Convolution scale;
    private readonly Convolution shiftHidden;
    private readonly Convolution shift;

    public SpatialTransform(int channels, int conditions)
        : base(nameof(SpatialTransform))
    {
        scaleHidden = new Convolution(conditions, conditions, kernel: 1, bias: true);
        scale = new Convolution(conditions, channels, kernel: 1, bias: true);
        shiftHidden = new Convolution(conditions, conditions, kernel: 1, bias: true);
        shift = new Convolution(conditions, channels, kernel: 1, bias: true);
        scale.StartAtZero();
        shift.StartAtZero();
        RegisterComponents();
    }

    public override Tensor forward(Tensor features, Tensor condition)
    {
        Tensor gain = scale.call(scaleHidden.call(condition).leaky_relu_(HeldScalars.LeakySlope));
        Tensor offset = shift.call(shiftHidden.call(condition).leaky_relu_(HeldScalars.LeakySlope));
        return features.Plus(features.mul(gain)).Plus(offset);
    }

    public string AddTo(GraphBuilder graph, string features, string condition)
    {
        string gain = graph.Convolution(LeakyRelu(graph, graph.Convolution(condition, scaleHidden)), scale);
        string offset = graph.Convolution(LeakyRelu(graph, graph.Convolution(condition, shiftHidden)), shift);
        return graph.Add(graph.Add(features, graph.Multiply(features, gain)), offset);
    }

    /// <summary>The activation of the heads, in a graph.</summary>
    public static string LeakyRelu(GraphBuilder graph, string input) =>
        graph.Node("LeakyRelu", [input], GraphBuilder.Real("alpha", Slope));
}
