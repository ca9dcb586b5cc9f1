using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that a ClassSR run trains: branches that enlarge, from the narrowest to the widest, and the module that chooses
/// among them. A container; it computes nothing itself.
/// </summary>
internal sealed class ClassSrNetwork : nn.Module
{
    private readonly ModuleList<SuperResolutionNetwork> branches;
    private readonly ClassModule router;

    public ClassSrNetwork(ClassSrRecipe recipe)
        : base(nameof(ClassSrNetwork))
    {
        branches = new ModuleList<SuperResolutionNetwork>(
            [.. recipe.Widths.Select(width => SuperResolutionNetwork.Create(recipe.Network with { Width = width }))]);
        router = new ClassModule(recipe.Widths.Count);
        RegisterComponents();
    }

    public IReadOnlyList<SuperResolutionNetwork> Branches => [.. branches];

    public ClassModule Router => router;

    /// <summary>Number format of the branches; the router is small and computes in single precision.</summary>
    public Precision Precision
    {
        set
        {
            foreach (SuperResolutionNetwork branch in branches) branch.Precision = value;
        }
    }

    /// <summary>Whether a parameter is one of the branches'.</summary>
    public static bool IsOfBranch(string parameter) =>
        parameter.StartsWith($"{nameof(branches)}.", StringComparison.Ordinal);
}
