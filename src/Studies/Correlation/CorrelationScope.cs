namespace DetectionSdk.Studies;

/// <summary>What a point of a correlation is, and what is resampled as one.</summary>
public enum CorrelationScope
{
    /// <summary>
    /// One point per arm and seed, means over the copies, resampled as whole arms: seeds of an arm are no independent
    /// points. PSNR and SSIM are means over the images that could be compared, AP and AP50 those of all images.
    /// </summary>
    Arms,

    /// <summary>One point per image, arm, seed and copy, of images with objects, resampled as whole images.</summary>
    Images,

    /// <summary>
    /// The same less the mean over all arms and seeds of that image and copy: easy images and mild degradations, which
    /// are both sharper and better detected, do not count as a correlation.
    /// </summary>
    CentredImages,
}
