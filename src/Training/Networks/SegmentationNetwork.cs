using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// A small network that says of every pixel what it shows: ResNet-18 encoder, fusing neck to stride 4, light decoder
/// to the input's size; to answer at twice that, logits are enlarged bilinearly, and corrected by features that are
/// computed there. The correction starts at zero, which is our choice: as published there are no logits of the input's
/// size, and then the short trainings of this project were 4 points of mIoU behind enlarged logits. In training also
/// the branches of dual super-resolution learning (Wang et al., CVPR 2020), by <see cref="SegmentationArm"/>. Those
/// come last, so arms of one seed begin with the same weights. Not thread-safe.
/// </summary>
internal sealed class SegmentationNetwork : nn.Module<Tensor, bool, SegmentationAnswer>
{
    private static readonly double[] Twice = [2, 2];

    private readonly ResidualEncoder encoder;
    private readonly FusionNeck neck;
    private readonly DetailDecoder decoder;
    private readonly Convolution classes;
    private readonly DetailEnlarger? enlarger;
    private readonly Convolution? correction;
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
        decoder = new DetailDecoder(neck.Stride4Channels);
        classes = new Convolution(DetailDecoder.Channels, options.Classes, kernel: 3, bias: true);
        if (options.ComputesEnlarged)
        {
            enlarger = new DetailEnlarger();
            correction = new Convolution(DetailDecoder.Channels, options.Classes, kernel: 3, bias: true);
            correction.StartAtZero();
        }
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
        Tensor detail = decoder.call(shared), logits = Enlarge(classes.call(detail).to(ScalarType.Float32));
        if (enlarger is not null && correction is not null)
        {
            detail = enlarger.call(detail);
            logits = logits.Plus(correction.call(detail).to(ScalarType.Float32));
        }
        SegmentationAnswer answer = new(logits);
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
        if (Options.Factor > 1) logits = graph.EnlargeBilinearly(logits, Options.Factor);
        if (enlarger is not null && correction is not null)
            logits = graph.Add(logits, graph.Convolution(enlarger.AddTo(graph, detail), correction));
        return graph.Softmax(logits);
    }

    private Tensor Enlarge(Tensor logits) => Options.Factor > 1
        ? nn.functional.interpolate(
            logits, scale_factor: Twice, mode: InterpolationMode.Bilinear, align_corners: false)
        : logits;
}
