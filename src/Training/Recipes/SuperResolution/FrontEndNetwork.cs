using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that a super-resolution run trains: the network that enlarges and, for the joint goal, the detector behind it.
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

    /// <summary>Number format of both.</summary>
    public Precision Precision
    {
        set
        {
            enlarger.Precision = value;
            if (detector is not null) detector.Precision = value;
        }
    }

    /// <summary>Whether a parameter is one of the detector's.</summary>
    public static bool IsOfDetector(string parameter) =>
        parameter.StartsWith($"{nameof(detector)}.", StringComparison.Ordinal);
}
