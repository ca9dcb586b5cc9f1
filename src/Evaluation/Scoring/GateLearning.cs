using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// A <see cref="QualityGate"/> learned from what a front-end gains on each image of a data set: its AP50 with the
/// front-end less that without.
/// </summary>
/// <param name="Gate">The gate.</param>
/// <param name="Images">What was measured. An image without objects gains nothing.</param>
public sealed record GateLearning(QualityGate Gate, IReadOnlyList<(QualityEstimate Estimate, double Gain)> Images)
{
    /// <summary>Share of the images that the gate enhances.</summary>
    public double EnhancedShare => Images.Average(image => Gate.Enhances(image.Estimate) ? 1.0 : 0);

    /// <summary>Mean gain over all images when the front-end always runs.</summary>
    public double GainAlways => Images.Average(image => image.Gain);

    /// <summary>Mean gain over all images when the gate decides.</summary>
    public double GainGated => Images.Average(image => Gate.Enhances(image.Estimate) ? image.Gain : 0);

    /// <summary>Runs a detector twice over all images, with and without a front-end, and learns when it pays.</summary>
    /// <param name="dataSet">Training images.</param>
    /// <param name="detector">
    /// The detector, loaded without a front-end and with a low confidence threshold; not disposed.
    /// </param>
    /// <param name="frontEnd">The front-end; not disposed.</param>
    /// <param name="classMap">How the model's classes become those of the data set.</param>
    /// <param name="transform">Applied to every image before; null for the images as they are.</param>
    /// <param name="progress">Told the number of images done, in each of the two runs.</param>
    /// <param name="cancellationToken">Ends the run between two images.</param>
    /// <exception cref="DataSetException">An image is absent or damaged.</exception>
    /// <exception cref="EvaluationException">The data set is empty, or the class map does not fit.</exception>
    /// <exception cref="ArgumentException">The detector has a front-end of its own.</exception>
    public static GateLearning Run(
        AnnotatedDataSet dataSet, Detector detector, FrontEnd frontEnd, ClassMap classMap,
        ImageTransform? transform = null, IProgress<int>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentNullException.ThrowIfNull(frontEnd);
        if (detector.FrontEnd is not null)
            throw new ArgumentException(
                "The detector has a front-end of its own; expected one loaded without.", nameof(detector));
        if (dataSet.Images.Count == 0)
            throw new EvaluationException("The data set holds no image to learn a gate from; expected at least one.");
        QualityEstimate[] estimates = new QualityEstimate[dataSet.Images.Count];
        DetectorEvaluationResult without = new DetectorEvaluation(dataSet)
        {
            ClassMap = classMap,
            Transform = Estimate,
        }.Run(detector, progress, cancellationToken);
        DetectorEvaluationResult with = new DetectorEvaluation(dataSet)
        {
            ClassMap = classMap,
            Transform = transform,
            FrontEnd = frontEnd,
        }.Run(detector, progress, cancellationToken);

        DataSetProblem[] problems = [.. without.Problems, .. with.Problems];
        if (problems.Length > 0) throw new DataSetException(problems[0], problems);
        List<(QualityEstimate, double)> images =
            [.. estimates.Select((estimate, i) => (estimate, with.ScoreImage(i).AP50 - without.ScoreImage(i).AP50))];
        return new GateLearning(QualityGate.Learn(images), images);

        (Mat, AnnotatedImage) Estimate(int index, Mat image, AnnotatedImage annotated)
        {
            (Mat changed, AnnotatedImage fitting) = transform?.Invoke(index, image, annotated)
                ?? (image.Clone(), annotated);
            estimates[index] = QualityEstimate.Of(changed);
            return (changed, fitting);
        }
    }
}
