namespace DetectionSdk.Training;

/// <summary>
/// The arms of the comparison that shows what degradation and restoration each add. All share encoder, neck, head and
/// steps.
/// </summary>
public enum TrainingArm
{
    /// <summary>Trained on clean images, without decoder: an ordinary detector.</summary>
    Clean,

    /// <summary>Trained on degraded images, without decoder.</summary>
    Degraded,

    /// <summary>Trained on degraded images with the decoder that AERIS's authors released.</summary>
    AerisReleased,

    /// <summary>Trained on degraded images with our decoder.</summary>
    Aeris,
}
