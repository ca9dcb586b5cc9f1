namespace DetectionSdk.Degradation;

/// <summary>
/// The fifteen corruptions of COCO-C, Pascal-C and Cityscapes-C (Michaelis et al., 2019, arXiv 1907.07484), in the
/// order of their tables.
/// </summary>
public enum Corruption
{
    /// <summary>White noise per channel.</summary>
    GaussianNoise,

    /// <summary>Photon noise per channel.</summary>
    ShotNoise,

    /// <summary>Numbers that become 0 or 255.</summary>
    ImpulseNoise,

    /// <summary>Blur by a disk.</summary>
    DefocusBlur,

    /// <summary>Pixels that change places with neighbours, as behind frosted glass.</summary>
    GlassBlur,

    /// <summary>Blur along a line to one side, fading.</summary>
    MotionBlur,

    /// <summary>Mean of ever larger zooms into the middle.</summary>
    ZoomBlur,

    /// <summary>Snowflakes on a whitened image.</summary>
    Snow,

    /// <summary>Crystals of ice on the lens; drawn here, where COCO-C shows photographs of ice.</summary>
    Frost,

    /// <summary>Clouds of fog that do not know how far things are.</summary>
    Fog,

    /// <summary>More brightness (value of HSV).</summary>
    Brightness,

    /// <summary>Less contrast around the mean of each channel.</summary>
    Contrast,

    /// <summary>Small shifts that vary over the image.</summary>
    ElasticTransform,

    /// <summary>Few large pixels.</summary>
    Pixelate,

    /// <summary>JPEG of low quality.</summary>
    JpegCompression,
}
