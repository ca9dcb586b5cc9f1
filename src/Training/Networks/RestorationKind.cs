namespace DetectionSdk.Training;

/// <summary>The decoder that rebuilds the clean image during training.</summary>
public enum RestorationKind
{
    /// <summary>No decoder: a plain detector.</summary>
    None,

    /// <summary>
    /// The decoder as AERIS's authors released it, for comparison. It works at a quarter of the target's resolution
    /// only.
    /// </summary>
    Released,

    /// <summary>
    /// Our decoder for any scale and size, with a bicubic skip and convolutions at the target's resolution.
    /// </summary>
    Arbitrary,

    /// <summary>
    /// The branch of dual super-resolution learning (Wang et al., CVPR 2020): the image at exactly twice the input's
    /// size, and features that are compared with the detector's.
    /// </summary>
    Dual,
}
