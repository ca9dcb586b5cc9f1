namespace DetectionSdk.Studies;

/// <summary>
/// A study cannot be read: a file is broken or in no place of a study, or the study has not what was asked for.
/// </summary>
public sealed class StudyException(string message, Exception? innerException = null)
    : DetectionSdkException(message, innerException);
