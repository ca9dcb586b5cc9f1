using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// All that a ClassSR run trains: branches that enlarge, from the narrowest to the widest, the module that chooses
/// among them, and one that foretells what error each leaves.
/// </summary>
internal sealed class ClassSrNetwork : nn.Module
{
    private readonly ParallelNetworks branches; // one, where the narrower ones are a part of it
    private readonly ClassModule router;
    private readonly ClassModule predictor;
    private readonly SuperResolutionOptions[] _each;
    private readonly bool _slimmable;

    public ClassSrNetwork(ClassSrRecipe recipe)
        : base(nameof(ClassSrNetwork))
    {
        _each = [.. recipe.Widths.Select(width => recipe.Network with { Width = width })];
        _slimmable = recipe.Branches == ClassSrBranches.Slimmable;
        branches = new ParallelNetworks(_slimmable ? _each[^1..] : _each);
        router = new ClassModule(_each.Length);
        predictor = new ClassModule(_each.Length);
        RegisterComponents();
    }

    /// <summary>Number of branches.</summary>
    public int Count => _each.Length;

    /// <summary>Chooses a branch: (B, 3, h, w) -> (B, branches), logits.</summary>
    public ClassModule Router => router;

    /// <summary>
    /// Foretells the squared error that each branch leaves, in grey levels: (B, 3, h, w) -> (B, branches), logarithms.
    /// </summary>
    public ClassModule Predictor => predictor;

    /// <summary>Number format of the branches; the modules are small and compute in single precision.</summary>
    public Precision Precision
    {
        set => branches.Precision = value;
    }

    /// <summary>Whether a parameter is one of the branches'.</summary>
    public static bool IsOfBranch(string parameter) =>
        parameter.StartsWith($"{nameof(branches)}.", StringComparison.Ordinal);

    /// <summary>Enlarges images by a branch.</summary>
    public Tensor Enlarge(int branch, Tensor images, Size size) => Holding(branch).call(images, size);

    /// <summary>A branch as a network of its own, with the same weights, which the caller disposes.</summary>
    public SuperResolutionNetwork Cut(int branch)
    {
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> weights = Holding(branch).state_dict();
        SuperResolutionNetwork cut = SuperResolutionNetwork.Create(_each[branch]);
        foreach ((string name, Parameter values) in cut.named_parameters())
        {
            using DisposeScope scope = NewDisposeScope();
            values.copy_(First(weights[name], values.shape));
        }
        return cut;
    }

    private SuperResolutionNetwork Holding(int branch)
    {
        if (!_slimmable) return branches.Networks[branch];
        EdsrShuffle trunk = (EdsrShuffle)branches.Networks[0];
        trunk.Slim(_each[branch].Channels(EdsrShuffle.PublishedChannels));
        return trunk;
    }

    /// <summary>The first values along every axis: what a narrower network has of a wider one's.</summary>
    private static Tensor First(Tensor values, long[] shape) =>
        shape.Index().Aggregate(values, (rest, axis) => rest.narrow(axis.Index, 0, axis.Item));
}
