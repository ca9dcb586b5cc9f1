namespace DetectionSdk.Training.Tests;

/// <summary>Does something whenever a training reports.</summary>
internal sealed class Report(Action<TrainingProgress> act) : IProgress<TrainingProgress>
{
    void IProgress<TrainingProgress>.Report(TrainingProgress value) => act(value);
}
