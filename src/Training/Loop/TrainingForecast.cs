namespace DetectionSdk.Training;

/// <summary>What a training will take, as <see cref="Trainer.Foretell"/> measured on some of its steps.</summary>
/// <param name="Duration">Time to the last step, validations included.</param>
/// <param name="Step">Mean time of a step.</param>
/// <param name="Validation">Time of a validation; zero where there is none to measure.</param>
/// <param name="Memory">The most memory that the process took, in bytes.</param>
public sealed record TrainingForecast(TimeSpan Duration, TimeSpan Step, TimeSpan Validation, long Memory);
