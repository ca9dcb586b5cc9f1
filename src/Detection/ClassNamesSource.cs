namespace DetectionSdk;

/// <summary>Where the class names of a detector come from.</summary>
public enum ClassNamesSource
{
    /// <summary><see cref="DetectorOptions.ClassNames"/>.</summary>
    Options,

    /// <summary>The model's own metadata.</summary>
    Metadata,

    /// <summary>The model carries none; its family knows those of the data set that it is usually trained on.</summary>
    Family,
}
