using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>How a training run ended.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="Completed">
/// Whether all steps were done, or as many as <see cref="TrainingRecipe.Patience"/> allows; false after a cancellation,
/// from which
/// <see cref="Trainer.Resume(string, AnnotatedDataSet, AnnotatedDataSet)"/> continues.
/// </param>
/// <param name="Best">The best validation; null without a validation set or before the first one.</param>
public sealed record TrainingSummary(long Step, bool Completed, ValidationScores? Best)
{
    /// <summary>What a completed run concludes, in words; null where its recipe concludes nothing.</summary>
    public string? Verdict { get; init; }
}
