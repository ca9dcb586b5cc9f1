using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Feature maps of the encoder.</summary>
/// <param name="C1">(B, 64 w, H / 2, W / 2).</param>
/// <param name="C2">(B, 64 w, H / 4, W / 4).</param>
/// <param name="C3">(B, 128 w, H / 8, W / 8).</param>
/// <param name="C4">(B, 256 w, H / 16, W / 16).</param>
/// <param name="C5">(B, last, H / 32, W / 32).</param>
internal sealed record EncoderFeatures(Tensor C1, Tensor C2, Tensor C3, Tensor C4, Tensor C5);

/// <summary>
/// ResNet-18 without its classifier (He et al., CVPR 2016), all channels times a width factor w: (B, 3, H, W) ->
/// C1..C5. At width 1 the parameters have torchvision's names and shapes, but for the last stage's if it has another
/// number of channels.
/// </summary>
internal sealed class ResidualEncoder : nn.Module<Tensor, EncoderFeatures>
{
    private static readonly int[] BaseChannels = [64, 128, 256, 512];

    private readonly Convolution conv1;
    private readonly BatchNormalization bn1;
    private readonly ResidualStage layer1;
    private readonly ResidualStage layer2;
    private readonly ResidualStage layer3;
    private readonly ResidualStage layer4;

    public ResidualEncoder(double width, int? lastStageChannels = null)
        : base(nameof(ResidualEncoder))
    {
        Channels = [.. BaseChannels.Select(channels => (int)Math.Round(channels * width))];
        if (lastStageChannels is { } last) Channels = [.. Channels.SkipLast(1), last];
        conv1 = new Convolution(3, Channels[0], kernel: 7, stride: 2);
        bn1 = new BatchNormalization(Channels[0]);
        layer1 = new ResidualStage(Channels[0], Channels[0], stride: 1);
        layer2 = new ResidualStage(Channels[0], Channels[1], stride: 2);
        layer3 = new ResidualStage(Channels[1], Channels[2], stride: 2);
        layer4 = new ResidualStage(Channels[2], Channels[3], stride: 2);
        RegisterComponents();
    }

    /// <summary>Channels of C2, C3, C4 and C5.</summary>
    public IReadOnlyList<int> Channels { get; }

    /// <summary>
    /// Convolutions, each with the normalisation after it, in the order of computation; a shortcut follows its block.
    /// </summary>
    public IEnumerable<(Convolution Convolution, BatchNormalization Normalization)> Layers =>
        [(conv1, bn1), .. layer1.Layers, .. layer2.Layers, .. layer3.Layers, .. layer4.Layers];

    /// <summary>How many of the <see cref="Layers"/> are the last stage's.</summary>
    public int LastStageLayers => layer4.Layers.Count();

    public override EncoderFeatures forward(Tensor input)
    {
        Tensor c1 = bn1.call(conv1.call(input)).relu_();
        Tensor c2 = layer1.call(nn.functional.max_pool2d(c1, kernel_size: 3, stride: 2, padding: 1));
        Tensor c3 = layer2.call(c2);
        Tensor c4 = layer3.call(c3);
        Tensor c5 = layer4.call(c4);
        return new EncoderFeatures(c1, c2, c3, c4, c5);
    }

    /// <summary>Writes the computation of C1 to C5 into a graph and returns their names.</summary>
    public (string C1, string C2, string C3, string C4, string C5) AddTo(GraphBuilder graph, string input)
    {
        string c1 = graph.Relu(graph.Convolution(input, conv1, bn1));
        string c2 = layer1.AddTo(graph, graph.MaxPool(c1, stride: 2));
        string c3 = layer2.AddTo(graph, c2);
        string c4 = layer3.AddTo(graph, c3);
        string c5 = layer4.AddTo(graph, c4);
        return (c1, c2, c3, c4, c5);
    }
}
