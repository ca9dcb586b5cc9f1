using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Measures the averaged weights as a user will run them: exported to ONNX, loaded by <see cref="Detector"/>, on
/// validation images that are degraded as in training, each with its own fixed draw. Keeps the model if it is the best
/// so far.
/// </summary>
internal sealed class Validator(RunFolder run, AerisTrainerOptions options, AnnotatedDataSet validation)
{
    // Every validation of every run sees the same degraded images.
    private const int Seed = 1;

    private readonly DetectorEvaluation _evaluation = new(validation)
    {
        Transform = options.Degradation is { } degradation ? new DataSetDegradation(degradation, Seed).Apply : null,
    };

    /// <summary>Validates the average. The result is the state's best one from now on if its AP is higher.</summary>
    public ValidationScores Validate(TrainingState<AerisNetwork> state)
    {
        DetectorExporter.Export(state.Average, validation.ClassNames, run.CandidateModel, options.ExportOptions);
        CocoScores coco = Measure();
        ValidationScores scores = new(
            state.Step, coco.AP, coco.AP50, IsBest: state.Best is null || coco.AP > state.Best.AveragePrecision);
        if (scores.IsBest)
        {
            run.KeepCandidate(state, validation.ClassNames);
            state.Best = scores;
        }
        else
        {
            File.Delete(run.CandidateModel);
        }

        return scores;
    }

    /// <summary>For a run without validation set: what it ends with is its best.</summary>
    public static void KeepLast(
        RunFolder run, AerisTrainerOptions options, TrainingState<AerisNetwork> state, IReadOnlyList<string> classNames)
    {
        DetectorExporter.Export(state.Average, classNames, run.CandidateModel, options.ExportOptions);
        run.KeepCandidate(state, classNames);
    }

    private CocoScores Measure()
    {
        DetectorOptions detection = new()
        {
            Confidence = 0.001f,
            MaximumDetections = 100,
            Provider = ExecutionProvider.Cpu,
            Threads = options.Threads,
            Spinning = false,
        };
        using Detector detector = Detector.Load(run.CandidateModel, detection);
        return _evaluation.Run(detector).Coco.Scores;
    }
}
