using DetectionSdk.Onnx;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// Enlarges in steps: one block of up- and down-projections whose output is fed back into it (SRFBN, Li et al., CVPR
/// 2019), and at every step a picture, bicubic enlargement plus a correction. What it is told of instances modulates
/// the features that enter every step (<see cref="SpatialTransform"/>), after the idea of ISFM-FB (Fu et al., 2022), of
/// which no code is known. Untrained it enlarges bicubically; what it is told counts once that is learned.
/// (B, 3, h, w) and (B, 2, s h, s w) -> at each of T steps (B, 3, s h, s w).
/// </summary>
internal sealed class FeedbackNetwork : nn.Module<Tensor, Tensor, Tensor>
{
    private const int Conditions = 32, Wide = 4;

    private readonly ActivatedConvolution feature;
    private readonly ActivatedConvolution reduce;
    private readonly Convolution look;
    private readonly Convolution condition;
    private readonly SpatialTransform transform;
    private readonly FeedbackBlock block;
    private readonly ActivatedTransposedConvolution enlarge;
    private readonly Convolution output;

    private FeedbackNetwork(SuperResolutionOptions options, int steps)
        : base(nameof(FeedbackNetwork))
    {
        (Options, Steps) = (options, steps);
        int channels = options.Channels(64), scale = options.Scale;
        feature = new ActivatedConvolution(3, Wide * channels, kernel: 3);
        reduce = new ActivatedConvolution(Wide * channels, channels, kernel: 1);
        look = new Convolution(InstanceMaps.Planes, Conditions, scale, stride: scale, bias: true, padding: 0);
        condition = new Convolution(Conditions, Conditions, kernel: 1, bias: true);
        transform = new SpatialTransform(channels, Conditions);
        block = new FeedbackBlock(channels, Groups, scale);
        enlarge = new ActivatedTransposedConvolution(channels, scale);
        output = new Convolution(channels, 3, kernel: 3, bias: true);
        output.StartAtZero();
        RegisterComponents();
    }

    /// <summary>Scale, width and depth; the depth is the block's groups.</summary>
    public SuperResolutionOptions Options { get; }

    /// <summary>Steps, at least 1. They share all weights.</summary>
    public int Steps { get; }

    /// <summary>Pairs of projections in the block: 3 unless told.</summary>
    public int Groups => Options.Depth ?? FeedbackRecipe.PublishedGroups;

    /// <summary>Number format of the convolutions.</summary>
    public Precision Precision { get; set; }

    /// <summary>Pixels of the input around an output pixel that can influence it.</summary>
    public int Reach => 4 + Steps * 3 * Groups;

    /// <summary>Builds a network with random weights, drawn from torch's global generator.</summary>
    /// <param name="options">Scale, width and depth.</param>
    /// <param name="steps">Steps, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static FeedbackNetwork Create(SuperResolutionOptions options, int steps)
    {
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        TorchNative.Require();
        FeedbackNetwork network = new(options, steps);
        foreach (Tensor owned in network.parameters()) owned.DetachFromDisposeScope();
        return network;
    }

    /// <summary>The picture of the last step.</summary>
    /// <exception cref="ArgumentException">The maps have another size or number of planes.</exception>
    public override Tensor forward(Tensor images, Tensor instances) => Enlarge(images, instances)[^1];

    /// <summary>The pictures of all steps.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, h, w).</param>
    /// <param name="instances">
    /// Foreground and nearness of borders (<see cref="InstanceMaps"/>), (B, 2, s h, s w).
    /// </param>
    /// <exception cref="ArgumentException">The maps have another size or number of planes.</exception>
    public IReadOnlyList<Tensor> Enlarge(Tensor images, Tensor instances)
    {
        Require(images.shape, instances.shape);
        Tensor enlarged = nn.functional.interpolate(
            images, [instances.shape[2], instances.shape[3]], mode: InterpolationMode.Bicubic, align_corners: false);
        Tensor looked = look.call(Compute(instances)).leaky_relu_(HeldScalars.LeakySlope);
        Tensor told = condition.call(looked).leaky_relu_(HeldScalars.LeakySlope); // (B, 32, h, w)
        Tensor features = transform.call(reduce.call(feature.call(Compute(images))), told); // (B, 64 w, h, w)
        Tensor hidden = features;
        List<Tensor> pictures = [];
        for (int step = 0; step < Steps; step++)
        {
            hidden = block.call(features, hidden);
            pictures.Add(enlarged.Plus(output.call(enlarge.call(hidden)).to(ScalarType.Float32)));
        }
        return pictures;
    }

    /// <summary>Writes the computation into a graph.</summary>
    /// <returns>Names of the pictures of all steps.</returns>
    public IReadOnlyList<string> AddTo(GraphBuilder graph, string images, string instances)
    {
        string enlarged = graph.EnlargeBicubically(images, Options.Scale);
        string looked = SpatialTransform.LeakyRelu(graph, graph.Convolution(instances, look));
        string told = SpatialTransform.LeakyRelu(graph, graph.Convolution(looked, condition));
        string features = transform.AddTo(graph, reduce.AddTo(graph, feature.AddTo(graph, images)), told);
        string hidden = features;
        List<string> pictures = [];
        for (int step = 0; step < Steps; step++)
        {
            hidden = block.AddTo(graph, features, hidden);
            pictures.Add(graph.Add(enlarged, graph.Convolution(enlarge.AddTo(graph, hidden), output)));
        }
        return pictures;
    }

    private Tensor Compute(Tensor tensor)
    {
        Tensor input = tensor.ToChannelsLast();
        return Precision == Precision.Mixed ? input.to(ScalarType.BFloat16) : input;
    }

    private void Require(long[] images, long[] maps)
    {
        long[] expected = [images[0], InstanceMaps.Planes, images[2] * Options.Scale, images[3] * Options.Scale];
        if (!maps.SequenceEqual(expected))
            throw new ArgumentException(
                $"The maps have shape ({string.Join(", ", maps)}); expected ({string.Join(", ", expected)}): "
                + $"foreground and nearness of borders, {Options.Scale} times the images' size.", nameof(maps));
    }
}
