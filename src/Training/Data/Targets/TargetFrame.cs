namespace DetectionSdk.Training;

/// <summary>Of which images a recipe wants targets drawn.</summary>
internal enum TargetFrame
{
    /// <summary>Of none: the recipe learns from pixels.</summary>
    None,

    /// <summary>Of the network's input: boxes go through the degradation.</summary>
    Input,

    /// <summary>Of the clean images.</summary>
    Clean,
}
