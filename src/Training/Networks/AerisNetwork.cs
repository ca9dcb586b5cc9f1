using DetectionSdk.Onnx;

using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Detector with a shared encoder and, during training, a decoder that restores the clean image (AERIS: Cui et al.,
/// "Exploring Resolution and Degradation Clues as Self-Supervised Signal for Low Quality Object Detection", ECCV 2022):
/// ResNet-18 encoder, fusing neck to stride 4, CenterNet head, restoration decoder. Not thread-safe.
/// </summary>
public sealed class AerisNetwork : nn.Module<Tensor, OpenCvSharp.Size?, AerisOutput>
{
    /// <summary>Height and width of the input must be multiples of this.</summary>
    public const int InputStride = 32;

    /// <summary>Pixels of the input per cell of the head's maps, in both directions.</summary>
    public const int OutputStride = 4;

    /// <summary>Mean and standard deviation of RGB in ImageNet, the customary normalisation of ResNet.</summary>
    internal static readonly float[] Mean = [0.485f, 0.456f, 0.406f];

    internal static readonly float[] StandardDeviation = [0.229f, 0.224f, 0.225f];

    private readonly ResidualEncoder encoder;
    private readonly FusionNeck neck;
    private readonly CenterHead head;
    private readonly RestorationDecoder? restoration;
    private readonly ReleasedRestorationDecoder? released_restoration;
    private readonly SuperResolutionBranch? super_resolution;
    private readonly ConvolutionBlock? transform;

    /// <summary>
    /// Builds the network with random weights, drawn from torch's global generator (<c>torch.manual_seed</c>).
    /// </summary>
    /// <param name="options">The architecture.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public AerisNetwork(AerisNetworkOptions options)
        : base(nameof(AerisNetwork))
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        TorchNative.Require();
        Options = options;
        encoder = new ResidualEncoder(options.Width, options.LastStageChannels);
        neck = new FusionNeck(encoder.Channels);
        head = new CenterHead(neck.Stride4Channels, options.Classes);
        if (options.Restoration == RestorationKind.Arbitrary)
            restoration = new RestorationDecoder(neck.Stride4Channels);
        if (options.Restoration == RestorationKind.Released)
            released_restoration = new ReleasedRestorationDecoder(neck.Stride8Channels);
        if (options.Restoration == RestorationKind.Dual)
        {
            super_resolution = new SuperResolutionBranch(neck.Stride4Channels);
            transform = new ConvolutionBlock(neck.Stride4Channels, DetailDecoder.Channels, kernel: 1);
        }
        RegisterComponents();
        foreach (Tensor owned in (Tensor[])[.. parameters(), .. buffers()])
            owned.DetachFromDisposeScope();
    }

    /// <summary>The architecture.</summary>
    public AerisNetworkOptions Options { get; }

    internal ResidualEncoder Encoder => encoder;

    /// <summary>Where the parameters are.</summary>
    internal Device Device => parameters().First().device;

    /// <summary>
    /// Number format of the convolutions. Default <see cref="Precision.Full"/>; may be changed between calls.
    /// </summary>
    public Precision Precision { get; set; }

    /// <summary>Runs the network.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, H, W) single precision; H and W multiples of 32.</param>
    /// <param name="restoredSize">Size of the restored image, or null to skip the restoration decoder.</param>
    /// <exception cref="ArgumentException">
    /// The images have another shape, or a restored image is asked of a network without decoder.
    /// </exception>
    public override AerisOutput forward(Tensor images, OpenCvSharp.Size? restoredSize)
    {
        Tensor input = images.ToChannelsLast();
        EncoderFeatures features = Encode(input);
        NeckFeatures fused = neck.call(features);
        (Tensor heatmap, Tensor size, Tensor offset) = head.call(fused.Stride4);
        AerisOutput output = new(ToSingle(heatmap), ToSingle(size), ToSingle(offset), null);
        if (restoredSize is not { } target) return output;
        return super_resolution is null
            ? output with { Restored = Restore(features.C1, fused, input, target) }
            : Enlarge(output, new RestorationFeatures(features.C1, fused.Stride4), input, target);
    }

    /// <summary>
    /// Writes the detector, without the restoration decoder, into a graph: images (B, 3, H, W), RGB in [0, 1], to
    /// boxes and scores (B, 4 + classes, H / 4 * W / 4), see <see cref="CenterDecoder"/>.
    /// </summary>
    internal string AddTo(GraphBuilder graph, string images)
    {
        string features = neck.AddTo(graph, encoder.AddTo(graph, Normalise(graph, images)));
        (string heatmap, string size, string offset) = head.AddTo(graph, features);
        return CenterDecoder.AddTo(graph, heatmap, size, offset, Options.Classes);
    }

    /// <summary>
    /// What a feature-driven loss compares: the encoder's maps at strides 4, 8 and 16 and the map that the head reads.
    /// </summary>
    internal IReadOnlyList<Tensor> Features(Tensor images)
    {
        EncoderFeatures features = Encode(images.ToChannelsLast());
        return [features.C2, features.C3, features.C4, neck.call(features).Stride4];
    }

    /// <summary>Images, RGB in [0, 1], as a ResNet that was trained on ImageNet expects them.</summary>
    internal static Tensor Normalise(Tensor images) =>
        images.sub(PerChannel(Mean, images.device)).div_(PerChannel(StandardDeviation, images.device));

    /// <summary>Writes the same into a graph.</summary>
    internal static string Normalise(GraphBuilder graph, string images) => graph.Divide(
        graph.Subtract(images, graph.Constant(PerChannel(Mean, CPU))),
        graph.Constant(PerChannel(StandardDeviation, CPU)));

    /// <exception cref="ArgumentException">The images are no RGB, or their sides no multiples of 32.</exception>
    internal static void RequireShape(Tensor images)
    {
        long[] shape = images.shape;
        if (shape.Length != 4 || shape[1] != 3 || shape[2] % InputStride != 0 || shape[3] % InputStride != 0)
            throw new ArgumentException(
                $"Images have shape ({string.Join(", ", shape)}); expected (B, 3, H, W) with H and W multiples of "
                + $"{InputStride}.", nameof(images));
    }

    private EncoderFeatures Encode(Tensor images)
    {
        RequireShape(images);
        Tensor normalised = Normalise(images);
        return encoder.call(Precision == Precision.Mixed ? normalised.to(ScalarType.BFloat16) : normalised);
    }

    private AerisOutput Enlarge(
        AerisOutput output, RestorationFeatures features, Tensor input, OpenCvSharp.Size target)
    {
        (long width, long height) = (SuperResolutionBranch.Factor * input.shape[3], SuperResolutionBranch.Factor
            * input.shape[2]);
        if (target.Width != width || target.Height != height)
            throw new ArgumentException(
                $"The restored image is to be {target.Width} x {target.Height} pixels; expected {width} x {height}, "
                + "twice the input's size.", nameof(target));
        (Tensor image, Tensor detail) = super_resolution!.call(features);
        return output with { Restored = image, Features = (transform!.call(features.Coarse), detail) };
    }

    private Tensor Restore(Tensor c1, NeckFeatures fused, Tensor input, OpenCvSharp.Size target)
    {
        if (restoration is not null)
            return restoration.call(new RestorationFeatures(c1, fused.Stride4), input, target);
        if (released_restoration is not null)
            return ToSingle(released_restoration.call(fused.Stride8, target));
        throw new ArgumentException(
            "This network has no restoration decoder (AerisNetworkOptions.Restoration is None); expected no "
            + "restored size.");
    }

    /// <summary>
    /// (1, 3, 1, 1). No buffer of the module: moving a module to a device leaves buffers behind that are not saved with
    /// it.
    /// </summary>
    private static Tensor PerChannel(float[] values, Device device) => tensor(values, device: device).view(1, 3, 1, 1);

    private static Tensor ToSingle(Tensor tensor) => tensor.to(ScalarType.Float32);
}
