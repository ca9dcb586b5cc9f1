using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that a Path-Restore run trains: the network that restores and what finds a tile's path through it. A container;
/// it computes nothing itself.
/// </summary>
internal sealed class PathRestoreNetwork : nn.Module
{
    private readonly DynamicRestorer restorer;
    private readonly Pathfinder finder;

    public PathRestoreNetwork(PathRestoreRecipe recipe)
        : base(nameof(PathRestoreNetwork))
    {
        restorer = new DynamicRestorer(recipe.Channels, recipe.Depth);
        finder = new Pathfinder(recipe.Depth);
        RegisterComponents();
    }

    public DynamicRestorer Restorer => restorer;

    public Pathfinder Finder => finder;

    /// <summary>Whether a parameter is the restoring network's.</summary>
    public static bool IsOfRestorer(string parameter) =>
        parameter.StartsWith($"{nameof(restorer)}.", StringComparison.Ordinal);
}
