namespace DetectionSdk.Training;

/// <summary>A stage and its place in a training.</summary>
/// <param name="Stage">The stage.</param>
/// <param name="First">Its first step.</param>
/// <param name="CurveStart">The step at which optimiser and learning rate began anew.</param>
internal sealed record ScheduledStage(Stage Stage, long First, long CurveStart);
