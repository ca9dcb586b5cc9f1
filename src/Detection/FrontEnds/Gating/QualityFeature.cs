namespace DetectionSdk;

/// <summary>One number of a <see cref="QualityEstimate"/>.</summary>
public enum QualityFeature
{
    /// <summary><see cref="QualityEstimate.Noise"/>.</summary>
    Noise,

    /// <summary><see cref="QualityEstimate.Sharpness"/>.</summary>
    Sharpness,

    /// <summary><see cref="QualityEstimate.Blockiness"/>.</summary>
    Blockiness,

    /// <summary><see cref="QualityEstimate.Side"/>.</summary>
    Side,

    /// <summary><see cref="QualityEstimate.EffectiveResolution"/>.</summary>
    EffectiveResolution,
}
