namespace DetectionSdk;

/// <summary>What a network is told of the instances in a picture.</summary>
public enum InstanceCondition
{
    /// <summary>Nothing: both planes are zero.</summary>
    None,

    /// <summary>Where there is one, and not where one ends and the next begins.</summary>
    Foreground,

    /// <summary>Where there is one, and how near its border is.</summary>
    Border,
}
