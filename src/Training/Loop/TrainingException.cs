namespace DetectionSdk.Training;

/// <summary>
/// Training cannot start, continue or go on: data or a run folder that does not fit, damaged checkpoints, a loss that
/// is no number.
/// </summary>
public sealed class TrainingException : DetectionSdkException
{
    /// <summary>States what is wrong and what was expected.</summary>
    public TrainingException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
