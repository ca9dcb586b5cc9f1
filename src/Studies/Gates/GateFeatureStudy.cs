using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// Which number of a picture should decide whether a front-end runs: those of <see cref="QualityEstimate"/>, beside the
/// <see cref="RegimeDistance"/> of a network's features.
/// </summary>
public sealed class GateFeatureStudy
{
    private readonly (QualityEstimate Estimate, double Distance)[] _clean, _degraded;
    private readonly double[] _gains;

    internal GateFeatureStudy(
        (QualityEstimate Estimate, double Distance)[] clean, (QualityEstimate Estimate, double Distance)[] degraded,
        double[] gains) => (_clean, _degraded, _gains) = (clean, degraded, gains);

    /// <summary>Measures every picture as it is and degraded, and what a front-end gains on the degraded one.</summary>
    /// <param name="dataSet">Annotated pictures, taken as good.</param>
    /// <param name="detector">Loaded without a front-end and with a low confidence threshold; not disposed.</param>
    /// <param name="frontEnd">Not disposed.</param>
    /// <param name="classMap">How the model's classes become those of the data set.</param>
    /// <param name="degradation">What makes the poor pictures.</param>
    /// <param name="distance">The distance of a picture from what a network knows.</param>
    /// <exception cref="DataSetException">An image is absent or damaged.</exception>
    /// <exception cref="EvaluationException">The data set is empty, or the class map does not fit.</exception>
    public static GateFeatureStudy Run(
        AnnotatedDataSet dataSet, Detector detector, FrontEnd frontEnd, ClassMap classMap,
        DataSetDegradation degradation, Func<Mat, double> distance)
    {
        ArgumentNullException.ThrowIfNull(dataSet);
        ArgumentNullException.ThrowIfNull(degradation);
        ArgumentNullException.ThrowIfNull(distance);
        double[] distances = new double[dataSet.Images.Count];
        (QualityEstimate, double)[] clean = [.. dataSet.Images.Select(image => Look(image, distance))];
        GateLearning learned = GateLearning.Run(dataSet, detector, frontEnd, classMap, Degrade);
        return new GateFeatureStudy(
            clean, [.. learned.Images.Select((image, i) => (image.Estimate, distances[i]))],
            [.. learned.Images.Select(image => image.Gain)]);

        (Mat, AnnotatedImage) Degrade(int index, Mat image, AnnotatedImage annotated)
        {
            (Mat degraded, AnnotatedImage fitting) = degradation.Apply(index, image, annotated);
            distances[index] = distance(degraded);
            return (degraded, fitting);
        }
    }

    /// <summary>Pictures on which the front-end finds more, and on which it finds less.</summary>
    public (int More, int Less) Counts => (_gains.Count(gain => gain > 0), _gains.Count(gain => gain < 0));

    /// <summary>A row for every number, with 95 % intervals over the pictures.</summary>
    public IReadOnlyList<GateFeatureRow> Rows() =>
    [
        .. Enum.GetValues<QualityFeature>()
            .Select(feature => Row(feature.ToString(), picture => picture.Estimate[feature])),
        Row("Distance", picture => picture.Distance),
    ];

    private GateFeatureRow Row(string name, Func<(QualityEstimate Estimate, double Distance), double> read)
    {
        (double, bool)[][] pays =
        [
            .. _degraded.Zip(_gains).Where(picture => picture.Second != 0)
                .Select(picture => new[] { (read(picture.First), picture.Second > 0) })
        ];
        (double, bool)[][] degraded =
            [.. _clean.Zip(_degraded, (good, poor) => new[] { (read(good), false), (read(poor), true) })];
        return new GateFeatureRow(name, Estimate(pays), Estimate(degraded));
    }

    private static BootstrapEstimate Estimate((double, bool)[][] pictures) => pictures.Length == 0
        ? new BootstrapEstimate(double.NaN, double.NaN, double.NaN)
        : GroupBootstrap.Estimate(pictures, RankAuc.Of);

    private static (QualityEstimate, double) Look(AnnotatedImage annotated, Func<Mat, double> distance)
    {
        using Mat image = annotated.Read();
        return (QualityEstimate.Of(image), distance(image));
    }
}
