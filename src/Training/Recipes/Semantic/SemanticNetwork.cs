using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// What a <see cref="SemanticRecipe"/> trains: a network that takes maps, or its twin that takes none. Both begin with
/// the same weights.
/// </summary>
internal sealed class SemanticNetwork : nn.Module
{
    private readonly SuperResolutionNetwork? enlarger;
    private readonly ConditionedEdsr? conditioned;

    public SemanticNetwork(SemanticRecipe recipe, int classes)
        : base(nameof(SemanticNetwork))
    {
        if (recipe.Condition == ConditionPlace.None) enlarger = SuperResolutionNetwork.Create(recipe.Network);
        else conditioned = ConditionedEdsr.Create(recipe.Network, classes, recipe.Condition);
        RegisterComponents();
    }

    /// <summary>The network without maps; null where there is one with them.</summary>
    public SuperResolutionNetwork? Enlarger => enlarger;

    /// <summary>The network with maps; null where there is one without.</summary>
    public ConditionedEdsr? Conditioned => conditioned;

    /// <summary>Number format of the convolutions.</summary>
    public Precision Precision
    {
        set => (enlarger ?? conditioned!.Twin).Precision = value;
    }

    /// <summary>Enlarges images.</summary>
    /// <param name="images">RGB in [0, 1], (B, 3, h, w).</param>
    /// <param name="maps">Shares of the classes, (B, K, H, W); not read by a network that takes none.</param>
    /// <param name="size">Size of the output.</param>
    public Tensor Enlarge(Tensor images, Tensor? maps, Size size) =>
        enlarger?.call(images, size) ?? conditioned!.call(images, maps!);
}
