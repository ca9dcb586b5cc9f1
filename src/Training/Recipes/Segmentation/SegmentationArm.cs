namespace DetectionSdk.Training;

/// <summary>
/// What a <see cref="SegmentationRecipe"/> trains: a segmenter of pictures as they are, or an arm of dual
/// super-resolution learning (Wang et al., CVPR 2020), which sees pictures of half the size and says the classes of
/// the whole one. The last three are one network once they are exported.
/// </summary>
public enum SegmentationArm
{
    /// <summary>Classes at the size of the input, which is the picture's own.</summary>
    Full,

    /// <summary>Classes at the size of the input, their logits enlarged bilinearly by two: the control.</summary>
    Bilinear,

    /// <summary>The same logits, corrected by features that are computed at twice the input's size.</summary>
    Segment,

    /// <summary>The same, beside a branch that rebuilds the whole picture from the shared features.</summary>
    SuperResolution,

    /// <summary>The same, and the features of both branches shall be alike in the same places.</summary>
    Affinity,
}
