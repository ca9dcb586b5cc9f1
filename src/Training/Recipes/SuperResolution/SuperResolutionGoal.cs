namespace DetectionSdk.Training;

/// <summary>What a front-end is trained for. In all but the last the detector stays as it is.</summary>
public enum SuperResolutionGoal
{
    /// <summary>Pixels near the original's: L1.</summary>
    Fidelity,

    /// <summary>
    /// Pixels near the original's and objects that the detector finds: reconstruction loss plus the detection loss,
    /// differentiated through a frozen detector. After the published description of task-driven super-resolution
    /// (Haris, Shakhnarovich, Ukita, arXiv 1803.11316).
    /// </summary>
    TaskDriven,

    /// <summary>
    /// Pixels and the detector's features near the original's; needs no boxes. After the published description of
    /// feature-driven super-resolution (Wang, Lu, Zhang, arXiv 2004.00554); levels and distance are our choice.
    /// </summary>
    FeatureDriven,

    /// <summary>
    /// Feature-driven, and in the same step the detector learns from enlarged and from original images. After the
    /// published description of SR4IR (Kim et al., CVPR 2024), without its mosaics of both.
    /// </summary>
    Joint,
}
