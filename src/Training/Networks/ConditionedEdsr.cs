using DetectionSdk.Onnx;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// <see cref="Edsr"/> told what it looks at: maps of the output's size, one per class, are brought to the input's by
/// one convolution whose windows do not overlap, and modulate the features after every second block
/// (<see cref="SpatialTransform"/>); or, as controls, join the picture at the first convolution alone, seen by the same
/// convolutions or as they are. Untrained it computes what its twin without maps does, to the bit. After SFTGAN (Wang
/// et al., CVPR 2018), without its adversarial loss. (B, 3, h, w) and (B, K, s h, s w) -> (B, 3, s h, s w).
/// </summary>
internal sealed class ConditionedEdsr : nn.Module<Tensor, Tensor, Tensor>
{
    private const int Hidden = 64, Conditions = 32, BlocksBetween = 2;

    private readonly Edsr twin;
    private readonly Convolution? look;
    private readonly Convolution? condition;
    private readonly ModuleList<SpatialTransform> transforms;
    private readonly Convolution? join;

    private ConditionedEdsr(SuperResolutionOptions options, int classes, ConditionPlace place)
        : base(nameof(ConditionedEdsr))
    {
        Classes = classes;
        twin = new Edsr(options);
        if (place != ConditionPlace.Channels)
        {
            look = new Convolution(classes, Hidden, options.Scale, stride: options.Scale, bias: true, padding: 0);
            condition = new Convolution(Hidden, Conditions, kernel: 1, bias: true);
        }
        int channels = options.Channels(64), count = place == ConditionPlace.Transform ? twin.Depth / BlocksBetween : 0;
        transforms = new ModuleList<SpatialTransform>(
            [.. Enumerable.Range(0, count).Select(_ => new SpatialTransform(channels, Conditions))]);
        join = place switch
        {
            ConditionPlace.Input => new Convolution(Conditions, channels, kernel: 3),
            // the window of the first convolution, in pixels of the output
            ConditionPlace.Channels =>
                new Convolution(classes, channels, 3 * options.Scale, stride: options.Scale, padding: options.Scale),
            _ => null,
        };
        join?.StartAtZero();
        RegisterComponents();
    }

    /// <summary>Maps that it takes.</summary>
    public int Classes { get; }

    /// <summary>The network without maps, whose weights are part of this.</summary>
    public SuperResolutionNetwork Twin => twin;

    /// <summary>Builds a network with random weights, drawn from torch's global generator.</summary>
    /// <param name="options">The architecture: <see cref="SuperResolutionArchitecture.Edsr"/>.</param>
    /// <param name="classes">Maps that it takes, at least 1.</param>
    /// <param name="place">Where they are taken: not nowhere.</param>
    /// <exception cref="ArgumentException">The architecture takes no maps.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public static ConditionedEdsr Create(
        SuperResolutionOptions options, int classes, ConditionPlace place = ConditionPlace.Transform)
    {
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (options.Architecture != SuperResolutionArchitecture.Edsr)
            throw new ArgumentException(
                $"The architecture {options.Architecture} takes no maps; expected "
                + $"{SuperResolutionArchitecture.Edsr}.", nameof(options));
        TorchNative.Require();
        ConditionedEdsr network = new(options, classes, place);
        foreach (Tensor owned in network.parameters()) owned.DetachFromDisposeScope();
        return network;
    }

    /// <summary>Enlarges images.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, h, w).</param>
    /// <param name="maps">What each output pixel shows: shares of the classes in [0, 1], (B, K, s h, s w).</param>
    /// <exception cref="ArgumentException">The maps have another size or number of classes.</exception>
    public override Tensor forward(Tensor images, Tensor maps)
    {
        Require(images.shape, maps.shape);
        Tensor enlarged = nn.functional.interpolate(
            images, [maps.shape[2], maps.shape[3]], mode: InterpolationMode.Bicubic, align_corners: false);
        Tensor conditions = Conditioned(Compute(maps));
        return enlarged.Plus(twin.Correct(Compute(images), Modulate).to(ScalarType.Float32));

        Tensor Modulate(int block, Tensor features) => block == ResidualBody.Head
            ? join is null ? features : features.Plus(join.call(conditions))
            : TransformAfter(block)?.call(features, conditions) ?? features;
    }

    /// <summary>Writes the computation into a graph.</summary>
    public string AddTo(GraphBuilder graph, string images, string maps)
    {
        string enlarged = graph.EnlargeBicubically(images, twin.Options.Scale);
        string conditions = AddConditionsTo(graph, maps);
        return graph.Add(enlarged, twin.AddCorrectionTo(graph, images, Modulate));

        string Modulate(int block, string features) => block == ResidualBody.Head
            ? join is null ? features : graph.Add(features, graph.Convolution(conditions, join))
            : TransformAfter(block)?.AddTo(graph, features, conditions) ?? features;
    }

    /// <summary>(B, 32, h, w), or the maps themselves.</summary>
    private Tensor Conditioned(Tensor maps)
    {
        if (look is null || condition is null) return maps;
        Tensor looked = look.call(maps).leaky_relu_(HeldScalars.LeakySlope);
        return condition.call(looked).leaky_relu_(HeldScalars.LeakySlope);
    }

    private string AddConditionsTo(GraphBuilder graph, string maps)
    {
        if (look is null || condition is null) return maps;
        string looked = SpatialTransform.LeakyRelu(graph, graph.Convolution(maps, look));
        return SpatialTransform.LeakyRelu(graph, graph.Convolution(looked, condition));
    }

    private SpatialTransform? TransformAfter(int block) =>
        transforms.Count > 0 && (block + 1) % BlocksBetween == 0 ? transforms[block / BlocksBetween] : null;

    private Tensor Compute(Tensor tensor)
    {
        Tensor input = tensor.ToChannelsLast();
        return twin.Precision == Precision.Mixed ? input.to(ScalarType.BFloat16) : input;
    }

    private void Require(long[] images, long[] maps)
    {
        long[] expected = [images[0], Classes, images[2] * twin.Options.Scale, images[3] * twin.Options.Scale];
        if (!maps.SequenceEqual(expected))
            throw new ArgumentException(
                $"The maps have shape ({string.Join(", ", maps)}); expected ({string.Join(", ", expected)}): a map for "
                + $"each of {Classes} classes, {twin.Options.Scale} times the images' size.", nameof(maps));
    }
}
