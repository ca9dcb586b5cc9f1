using DetectionSdk.Onnx;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// Enlarges images: bicubic enlargement plus a correction that a network computes. The published networks answer the
/// image itself; a correction that starts at zero reaches the same in far fewer steps, and no training begins below
/// bicubic. (B, 3, h, w) -> (B, 3, H, W), RGB in [0, 1]; the output may overshoot a little. Not thread-safe.
/// </summary>
public abstract class SuperResolutionNetwork : nn.Module<Tensor, Size, Tensor>
{
    private protected SuperResolutionNetwork(SuperResolutionOptions options)
        : base(options.Architecture.Name) => Options = options;

    /// <summary>The architecture.</summary>
    public SuperResolutionOptions Options { get; }

    /// <summary>
    /// Number format of the convolutions. Default <see cref="Precision.Full"/>; may be changed between calls.
    /// </summary>
    public Precision Precision { get; set; }

    /// <summary>
    /// Whether the output may have any size, instead of exactly <see cref="SuperResolutionOptions.Scale"/> times the
    /// input's.
    /// </summary>
    public bool TakesAnySize => Options.Architecture.TakesAnySize;

    /// <summary>Pixels of the input around an output pixel that can influence it: what tiles must overlap by.</summary>
    public abstract int Reach { get; }

    /// <summary>
    /// Builds a network with random weights, drawn from torch's global generator (<c>torch.manual_seed</c>), that
    /// enlarges bicubically until it is trained.
    /// </summary>
    /// <param name="options">The architecture.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public static SuperResolutionNetwork Create(SuperResolutionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        TorchNative.Require();
        SuperResolutionNetwork network = options.Architecture.Create(options);
        foreach (Tensor owned in network.parameters()) owned.DetachFromDisposeScope();
        return network;
    }

    /// <summary>Enlarges images.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, h, w) single precision.</param>
    /// <param name="size">Size of the output in pixels.</param>
    /// <returns>RGB, about in [0, 1], (B, 3, size.Height, size.Width) single precision.</returns>
    /// <exception cref="ArgumentException">
    /// The images have another shape, or the size is not the scale times theirs.
    /// </exception>
    public override Tensor forward(Tensor images, Size size)
    {
        RequireShape(images, size);
        Tensor enlarged = nn.functional.interpolate(
            images, [size.Height, size.Width], mode: InterpolationMode.Bicubic, align_corners: false);
        Tensor correction = Correct(Compute(images), Compute(enlarged), size);
        Tensor computed = correction.to(ScalarType.Float32);
        return Options.AddsBicubic ? enlarged.Plus(computed) : computed;
    }

    /// <summary>The correction of the enlarged images, in the number format of the input.</summary>
    private protected abstract Tensor Correct(Tensor images, Tensor enlarged, Size size);

    /// <summary>Writes the computation into a graph: images (B, 3, h, w) to enlarged images.</summary>
    internal string AddTo(GraphBuilder graph, string images)
    {
        string? size = TakesAnySize ? graph.IntegerInput("size", 2) : null;
        string enlarged = size is null
            ? graph.EnlargeBicubically(images, Options.Scale)
            : graph.ResizeTo(images, graph.ShapeOf(images, size), "cubic");
        string correction = AddCorrectionTo(graph, images, enlarged, size);
        return Options.AddsBicubic ? graph.Add(enlarged, correction) : correction;
    }

    /// <summary>Writes the correction into a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="images">Name of the images.</param>
    /// <param name="enlarged">Name of the images enlarged.</param>
    /// <param name="size">Name of the output's (height, width); null for a network of one scale.</param>
    private protected abstract string AddCorrectionTo(GraphBuilder graph, string images, string enlarged, string? size);

    private Tensor Compute(Tensor tensor)
    {
        Tensor input = tensor.ToChannelsLast();
        return Precision == Precision.Mixed ? input.to(ScalarType.BFloat16) : input;
    }

    private void RequireShape(Tensor images, Size size)
    {
        long[] shape = images.shape;
        if (shape.Length != 4 || shape[1] != 3)
            throw new ArgumentException(
                $"Images have shape ({string.Join(", ", shape)}); expected (B, 3, h, w).", nameof(images));
        if (!TakesAnySize && (size.Height != shape[2] * Options.Scale || size.Width != shape[3] * Options.Scale))
            throw new ArgumentException(
                $"{shape[3]} x {shape[2]} pixels cannot become {size.Width} x {size.Height}; expected "
                + $"{Options.Scale} times as many in both directions.", nameof(size));
    }
}
