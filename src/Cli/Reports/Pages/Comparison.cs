using DetectionSdk.Evaluation;

namespace DetectionSdk.Cli;

/// <summary>Measures detectors on the same pictures, for a page.</summary>
/// <param name="dataSet">The pictures.</param>
/// <param name="map">How classes are matched.</param>
/// <param name="token">Ends it between two pictures.</param>
internal sealed class Comparison(AnnotatedDataSet dataSet, ClassMap map, CancellationToken token)
{
    /// <summary>Measures a detector, on degraded pictures where a transform is given.</summary>
    public EvaluatedModel Evaluate(Detector detector, string name, ImageTransform? transform)
    {
        DetectorEvaluation evaluation = new(dataSet) { ClassMap = map, Transform = transform };
        DetectorEvaluationResult result = Run(evaluation, detector, $"evaluating {name}");
        DataSetReport.Print(result.Problems);
        return EvaluatedModel.Of(name, result, evaluation, dataSet);
    }

    /// <summary>The scores at each of the usual degrees of scale, blur and noise.</summary>
    public CocoScores[] ScoreLevels(Detector detector, long seed) =>
    [
        .. SweepLevel.Usual.Select(level => Run(
            new DetectorEvaluation(dataSet)
            {
                ClassMap = map,
                Transform = new DataSetDegradation(level.ToPipeline(), seed).Apply,
            },
            detector, level.ToString()).Coco.Scores),
    ];

    private DetectorEvaluationResult Run(DetectorEvaluation evaluation, Detector detector, string title) =>
        ProgressBar.Run(
            title, dataSet.Images.Count, advance => evaluation.Run(detector, new Advance(advance), token));
}
