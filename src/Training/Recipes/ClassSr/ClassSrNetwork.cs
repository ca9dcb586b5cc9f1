using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that a ClassSR run trains: branches that enlarge, from the narrowest to the widest, and the module that chooses
/// among them. A container; it computes nothing itself.
/// </summary>
internal sealed class ClassSrNetwork : nn.Module
{
    private readonly ParallelNetworks branches;
    private readonly ClassModule router;

    public ClassSrNetwork(ClassSrRecipe recipe)
        : base(nameof(ClassSrNetwork))
    {
        branches = new ParallelNetworks(recipe.Widths.Select(width => recipe.Network with { Width = width }));
        router = new ClassModule(recipe.Widths.Count);
        RegisterComponents();
    }

    public IReadOnlyList<SuperResolutionNetwork> Branches => branches.Networks;

    public ClassModule Router => router;

    /// <summary>Number format of the branches; the router is small and computes in single precision.</summary>
    public Precision Precision
    {
        set => branches.Precision = value;
    }

    /// <summary>Whether a parameter is one of the branches'.</summary>
    public static bool IsOfBranch(string parameter) =>
        parameter.StartsWith($"{nameof(branches)}.", StringComparison.Ordinal);
}
