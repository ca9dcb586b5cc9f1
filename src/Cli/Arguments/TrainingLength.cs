namespace DetectionSdk.Cli;

/// <summary>How long a training is, of <c>--preset</c>.</summary>
internal enum TrainingLength
{
    /// <summary>A first result within a coffee break: 15 % of the steps.</summary>
    Quick,

    /// <summary>The steps of the recipe.</summary>
    Standard,

    /// <summary>Four times as many.</summary>
    Long,
}
