using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Measures an exported detector as <see cref="Detector"/> runs it, on validation images that are degraded as in
/// training, each with its own fixed draw.
/// </summary>
internal sealed class DetectorMeasure(TrainingRecipe recipe, AnnotatedDataSet validation)
{
    // Every validation of every run sees the same degraded images.
    private const int Seed = 1;

    private readonly DetectorEvaluation _evaluation = new(validation)
    {
        Transform = recipe.Degradation is { } degradation ? new DataSetDegradation(degradation, Seed).Apply : null,
    };

    public CocoScores Run(string model)
    {
        DetectorOptions options = new()
        {
            Confidence = 0.001f,
            MaximumDetections = 100,
            Provider = ExecutionProvider.Cpu,
            Threads = recipe.Threads,
            Spinning = false,
        };
        using Detector detector = Detector.Load(model, options);
        return _evaluation.Run(detector).Coco.Scores;
    }
}
