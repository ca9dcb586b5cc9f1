namespace DetectionSdk.Evaluation;

/// <summary>
/// What is wrong with a detection, or with an object that was not found: the six kinds of TIDE (Bolya et al., ECCV
/// 2020), with a detection counted as found from IoU 0.5 on and as background up to 0.1.
/// </summary>
public enum ErrorKind
{
    /// <summary>Right class, wrong place: IoU 0.1 to 0.5 with an object of its class.</summary>
    Localization,

    /// <summary>Right place, wrong class: IoU 0.5 or more with an object of another class.</summary>
    Classification,

    /// <summary>Of an object that a surer detection has found.</summary>
    Duplicate,

    /// <summary>Where there is nothing: IoU up to 0.1 with every object.</summary>
    Background,

    /// <summary>Wrong class and wrong place.</summary>
    Both,

    /// <summary>An object that no detection found, nor would by a better place or class.</summary>
    Missed,
}
