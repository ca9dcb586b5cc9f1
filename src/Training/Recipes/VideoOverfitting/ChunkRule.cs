namespace DetectionSdk.Training;

/// <summary>By what the patches of a clip are put into chunks of equally many.</summary>
public enum ChunkRule
{
    /// <summary>By what bicubic enlargement loses of them: STDO's idea, without a trained network.</summary>
    Quality,

    /// <summary>
    /// By the magnitudes of their cosine transform, and of that of their change since the frame before: no original is
    /// read.
    /// </summary>
    Energy,

    /// <summary>By their time: what was done before STDO.</summary>
    Time,

    /// <summary>By chance.</summary>
    Random,
}
