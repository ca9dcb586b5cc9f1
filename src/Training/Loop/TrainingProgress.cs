namespace DetectionSdk.Training;

/// <summary>Where a training run stands.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Losses">Mean of each loss term since the last report; null in a report of another kind.</param>
/// <param name="ImagesPerSecond">Speed since the last report, 0 where unknown.</param>
/// <param name="Remaining">Expected time to the end, validations included as far as they are known.</param>
/// <param name="Validation">Result of a validation, in the report that follows one; null otherwise.</param>
/// <param name="Message">Something to tell the user, such as a damaged checkpoint; null otherwise.</param>
public sealed record TrainingProgress(
    long Step, long Steps, TrainingLosses? Losses, double ImagesPerSecond, TimeSpan Remaining,
    ValidationScores? Validation, string? Message);
