using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that a super-resolution run trains: the network that enlarges and, in the joint recipe, the detector behind it.
/// A container; it computes nothing itself.
/// </summary>
internal sealed class FrontEndNetwork : nn.Module
{
    private readonly SuperResolutionNetwork enlarger;
    private readonly AerisNetwork? detector;

    public FrontEndNetwork(SuperResolutionNetwork enlarger, AerisNetwork? detector)
        : base(nameof(FrontEndNetwork))
    {
        this.enlarger = enlarger;
        this.detector = detector;
        RegisterComponents();
    }

    public SuperResolutionNetwork Enlarger => enlarger;

    public AerisNetwork? Detector => detector;
}
