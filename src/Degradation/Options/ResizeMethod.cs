namespace DetectionSdk.Degradation;

/// <summary>
/// How an image is resampled. Pixel centres lie at half coordinates (the convention of OpenCV, and of PyTorch with
/// align_corners false).
/// </summary>
public enum ResizeMethod
{
    /// <summary>The pixel at floor(i * scale). OpenCV INTER_NEAREST, PyTorch "nearest".</summary>
    Nearest,

    /// <summary>Bilinear without anti-aliasing. OpenCV INTER_LINEAR.</summary>
    Bilinear,

    /// <summary>Bicubic, a = -0.75, without anti-aliasing. OpenCV INTER_CUBIC.</summary>
    Bicubic,

    /// <summary>Mean over the covered area: anti-aliased. OpenCV INTER_AREA.</summary>
    Area,

    /// <summary>Bilinear whose kernel widens with the scale: anti-aliased. MATLAB imresize 'bilinear'.</summary>
    AntialiasedBilinear,

    /// <summary>
    /// Bicubic, a = -0.5, whose kernel widens with the scale: anti-aliased. MATLAB imresize 'bicubic', the yardstick of
    /// super-resolution.
    /// </summary>
    AntialiasedBicubic,
}
