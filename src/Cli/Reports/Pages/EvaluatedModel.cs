using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>A detector on a data set, as a report needs it. What costs time is computed once, when asked for.</summary>
/// <param name="name">What the detector is called.</param>
/// <param name="result">What it found.</param>
/// <param name="read">
/// Reads a picture by its index in the result, as the detector saw it; its caller disposes it.
/// </param>
internal sealed class EvaluatedModel(string name, DetectorEvaluationResult result, Func<int, Mat> read)
{
    private readonly Lazy<ErrorAnalysis> _errors = new(() => ErrorAnalysis.Run(result.GroundTruth, result.Detections));
    private readonly Lazy<ConfidenceCurve> _curve =
        new(() => ConfidenceCurve.Run(result.GroundTruth, result.Detections));
    private readonly Lazy<IReadOnlyList<PictureFindings>> _pictures =
        new(() => PictureFindings.Of(result.GroundTruth, result.Detections));

    /// <summary>A detector whose pictures are read as an evaluation reads and changes them.</summary>
    /// <param name="name">What the detector is called.</param>
    /// <param name="result">What the evaluation gave.</param>
    /// <param name="evaluation">The evaluation.</param>
    /// <param name="dataSet">Its data set.</param>
    public static EvaluatedModel Of(
        string name, DetectorEvaluationResult result, DetectorEvaluation evaluation, AnnotatedDataSet dataSet)
    {
        Dictionary<string, int> indices =
            dataSet.Images.Index().ToDictionary(image => image.Item.Name, image => image.Index);
        return new EvaluatedModel(name, result, index => Read(indices[result.Images[index].Name]));

        Mat Read(int index)
        {
            Mat image = dataSet.Images[index].Read();
            if (evaluation.Transform is not { } transform) return image;
            using (image) return transform(index, image, dataSet.Images[index]).Image;
        }
    }

    public string Name => name;

    public DetectorEvaluationResult Result => result;

    public AnnotatedDataSet Truth => result.GroundTruth;

    public ErrorAnalysis Errors => _errors.Value;

    public ConfidenceCurve Curve => _curve.Value;

    /// <summary>The least score with the highest F1.</summary>
    public double Threshold => Curve.Best.Confidence;

    public IReadOnlyList<PictureFindings> Pictures => _pictures.Value;

    /// <summary>The detections that are sure enough.</summary>
    public IReadOnlyList<ScoredBox> Sure => [.. result.Detections.Where(found => found.Score >= Threshold)];

    public Mat Read(int index) => read(index);
}
