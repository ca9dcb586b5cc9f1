namespace DetectionSdk.Training;

internal sealed class Validator(RunFolder run, AerisTrainerOptions options, DetectionSdk.Evaluation.AnnotatedDataSet validation)
{
    public ValidationScores Validate(TrainingState state) { _ = (run, options, validation); return new(state.Step, 0, 0, false); }
}
