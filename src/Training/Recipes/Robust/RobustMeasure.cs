using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Measures a student on a labelled set, degraded as in training and clean. What it loses on the clean one beyond what
/// is allowed is taken from its score, so that such a network is never the best.
/// </summary>
internal sealed class RobustMeasure(RobustRecipe recipe, AnnotatedDataSet validation)
{
    private const int Seed = 1;

    private double? _teacher;

    /// <summary>The scores on the degraded set; one less where too much is lost on the clean one.</summary>
    public CocoScores Run(string model)
    {
        _teacher ??= Measure(recipe.Model, null).AP;
        CocoScores poor = Measure(model, recipe.Degradation);
        double lost = _teacher.Value - Measure(model, null).AP;
        return lost <= recipe.AllowedLoss ? poor : poor with { AP = poor.AP - 1 };
    }

    private CocoScores Measure(string model, DegradationPipeline? degradation)
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
        DetectorEvaluation evaluation = new(validation)
        {
            ClassMap = recipe.ClassMap is { } map ? ClassMap.Parse(map) : ClassMap.ByName,
            Transform = degradation is null ? null : new DataSetDegradation(degradation, Seed).Apply,
        };
        return evaluation.Run(detector).Coco.Scores;
    }
}
