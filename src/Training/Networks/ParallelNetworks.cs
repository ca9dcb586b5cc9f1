using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>Networks that enlarge beside each other, each other images. A container; it computes nothing itself.
/// </summary>
internal sealed class ParallelNetworks : nn.Module
{
    private readonly ModuleList<SuperResolutionNetwork> networks;

    public ParallelNetworks(IEnumerable<SuperResolutionOptions> options)
        : base(nameof(ParallelNetworks))
    {
        networks = new ModuleList<SuperResolutionNetwork>([.. options.Select(SuperResolutionNetwork.Create)]);
        RegisterComponents();
    }

    public IReadOnlyList<SuperResolutionNetwork> Networks => [.. networks];

    /// <summary>Number format of all.</summary>
    public Precision Precision
    {
        set
        {
            foreach (SuperResolutionNetwork network in networks) network.Precision = value;
        }
    }
}
