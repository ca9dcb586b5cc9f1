namespace DetectionSdk.Evaluation;

/// <summary>What of an image <see cref="ImageQuality"/> compares.</summary>
public enum QualityChannels
{
    /// <summary>All channels as they are.</summary>
    All,

    /// <summary>The BT.601 luma of <see cref="ImageQuality.ToLuma"/>, as super-resolution is reported.</summary>
    Luma,
}
