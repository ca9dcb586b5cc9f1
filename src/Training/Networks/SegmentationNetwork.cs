using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// A small network that says of every pixel what it shows: ResNet-18 encoder, fusing neck to stride 4, light decoder
/// to the input's size or to twice it; in training also the branches of dual super-resolution learning (Wang et al.,
/// CVPR 2020), by <see cref="SegmentationArm"/>. Those come last, so arms of one seed begin with the same weights.
/// Not thread-safe.
/// </summary>
internal sealed class SegmentationNetwork : nn.Module<Tensor, bool, SegmentationAnswer>
{
    private static readonly double[] Twice = [2, 2];

    private readonly ResidualEncoder encoder;
    private readonly FusionNeck neck;
    private readonly DetailDecoder decoder;
    private readonly Convolution classes;
    private readonly SuperResolutionBranch? super_resolution;
    private readonly ConvolutionBlock? transform;

    /// <summary>Builds the network with random weights, drawn from torch's global generator.</summary>
    public SegmentationNetwork(SegmentationOptions options)
        : base(nameof(SegmentationNetwork))
    {
        TorchNative.Require();
        Options = options;
        encoder = new ResidualEncoder(options.Width, options.LastStageChannels);
        neck = new FusionNeck(encoder.Channels);
        decoder = new DetailDecoder(neck.Stride4Channels, options.ComputesEnlarged ? options.Factor : 1);
        classes = new Convolution(DetailDecoder.Channels, options.Classes, kernel: 3, bias: true);
        if (options.HasSuperResolution) super_resolution = new SuperResolutionBranch(neck.Stride4Channels);
        if (options.HasAffinity)
            transform = new ConvolutionBlock(DetailDecoder.Channels, DetailDecoder.Channels, kernel: 1);
        RegisterComponents();
        foreach (Tensor owned in (Tensor[])[.. parameters(), .. buffers()]) owned.DetachFromDisposeScope();
    }

    public SegmentationOptions Options { get; }

    public ResidualEncoder Encoder => encoder;

    /// <summary>Number format of the convolutions. Default <see cref="Precision.Full"/>.</summary>
    public Precision Precision { get; set; }

    private bool IsEnlargedAfterwards => Options.Factor > 1 && !Options.ComputesEnlarged;

    /// <summary>Runs the network.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, h, w) single precision; h and w multiples of 32.</param>
    /// <param name="isTaught">Whether the branches that it has for training alone are computed, too.</param>
    /// <exception cref="ArgumentException">The images have another shape.</exception>
    public override SegmentationAnswer forward(Tensor images, bool isTaught)
    {
        AerisNetwork.RequireShape(images);
        Tensor input = AerisNetwork.Normalise(images.ToChannelsLast());
        EncoderFeatures encoded = encoder.call(Precision == Precision.Mixed ? input.to(ScalarType.BFloat16) : input);
        RestorationFeatures shared = new(encoded.C1, neck.call(encoded).Stride4);
        Tensor detail = decoder.call(shared);
        SegmentationAnswer answer = new(Enlarge(classes.call(detail).to(ScalarType.Float32)));
        if (!isTaught || super_resolution is null) return answer;

        (Tensor image, Tensor features) = super_resolution.call(shared);
        return answer with
        {
            Image = image,
            Features = transform is null ? null : (transform.call(detail), features),
        };
    }

    /// <summary>
    /// Writes the network, without the branches of training, into a graph: images (B, 3, h, w), RGB in [0, 1], to the
    /// shares of the classes (B, classes, s h, s w).
    /// </summary>
    public string AddTo(GraphBuilder graph, string images)
    {
        var encoded = encoder.AddTo(graph, AerisNetwork.Normalise(graph, images));
        string detail = decoder.AddTo(graph, encoded.C1, neck.AddTo(graph, encoded));
        string logits = graph.Convolution(detail, classes);
        return graph.Softmax(IsEnlargedAfterwards ? graph.EnlargeBilinearly(logits, Options.Factor) : logits);
    }

    private Tensor Enlarge(Tensor logits) => IsEnlargedAfterwards
        ? nn.functional.interpolate(
            logits, scale_factor: Twice, mode: InterpolationMode.Bilinear, align_corners: false)
        : logits;
}
