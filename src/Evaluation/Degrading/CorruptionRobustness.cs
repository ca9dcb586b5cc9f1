using DetectionSdk.Degradation;

namespace DetectionSdk.Evaluation;

/// <summary>
/// How much of a detector is left under the corruptions of COCO-C: its scores on clean images and on each
/// <see cref="CorruptionLevel"/>, with the means mPC and rPC of Michaelis et al. (2019, arXiv 1907.07484). Immutable.
/// </summary>
/// <remarks>
/// <code>
/// CorruptionRobustness robustness = CorruptionRobustness.Measure(
///     transform => new DetectorEvaluation(dataSet) { Transform = transform }.Run(detector));
/// double kept = robustness.RelativePerformance(scores => scores.AP);   // rPC
/// </code>
/// </remarks>
public sealed class CorruptionRobustness
{
    private readonly Dictionary<CorruptionLevel, CocoScores> _scores;

    /// <summary>Scores that were measured elsewhere.</summary>
    /// <param name="clean">On the images as they are.</param>
    /// <param name="scores">At every level of <see cref="CorruptionLevel.All"/>.</param>
    /// <exception cref="ArgumentException">A level has no scores.</exception>
    public CorruptionRobustness(CocoScores clean, IReadOnlyDictionary<CorruptionLevel, CocoScores> scores)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(scores);
        if (CorruptionLevel.All.FirstOrDefault(level => !scores.ContainsKey(level)) is { } absent)
            throw new ArgumentException(
                $"There are no scores for {absent.Name} at severity {absent.Severity}; expected all levels.",
                nameof(scores));
        Clean = clean;
        _scores = new Dictionary<CorruptionLevel, CocoScores>(scores);
    }

    /// <summary>The scores on the images as they are.</summary>
    public CocoScores Clean { get; }

    /// <summary>The images that were left out at any level, and why.</summary>
    public IReadOnlyList<DataSetProblem> Problems { get; private init; } = [];

    /// <summary>The scores at a level.</summary>
    public CocoScores this[CorruptionLevel level] => _scores[level];

    /// <summary>
    /// Measures on clean images and at all 75 levels. Every image is read and corrupted once for each level.
    /// </summary>
    /// <param name="evaluate">
    /// Evaluates the detector with a transform, or without one, always on the same images; see
    /// <see cref="DetectorEvaluation.Transform"/>.
    /// </param>
    /// <param name="seed">Fixes what the corruptions draw.</param>
    /// <exception cref="DegradationException">An image has a side below 32 px.</exception>
    public static CorruptionRobustness Measure(
        Func<ImageTransform?, DetectorEvaluationResult> evaluate, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(evaluate);
        DetectorEvaluationResult clean = evaluate(null);
        HashSet<DataSetProblem> problems = [.. clean.Problems];
        Dictionary<CorruptionLevel, CocoScores> scores = [];
        foreach (CorruptionLevel level in CorruptionLevel.All)
        {
            DetectorEvaluationResult result = evaluate(
                (index, image, annotated) => (level.Apply(image, seed, index), annotated));
            problems.UnionWith(result.Problems);
            scores[level] = result.Coco.Scores;
        }
        return new CorruptionRobustness(clean.Coco.Scores, scores) { Problems = [.. problems] };
    }

    /// <summary>The mean over the severities of a corruption.</summary>
    /// <param name="corruption">The corruption.</param>
    /// <param name="metric">The score, such as AP (COCO-C) or AP50 (Pascal-C).</param>
    public double MeanOf(Corruption corruption, Func<CocoScores, double> metric) =>
        Of(metric).Where(score => score.Level.Corruption == corruption).Average(score => score.Value);

    /// <summary>The mean over the corruptions at a severity.</summary>
    /// <param name="severity">From 1 to <see cref="CorruptionLevel.MaximumSeverity"/>.</param>
    /// <param name="metric">The score.</param>
    public double MeanOf(int severity, Func<CocoScores, double> metric) =>
        Of(metric).Where(score => score.Level.Severity == severity).Average(score => score.Value);

    /// <summary>mPC, mean performance under corruption: the mean over severities and corruptions.</summary>
    /// <param name="metric">The score.</param>
    public double MeanPerformance(Func<CocoScores, double> metric) => Of(metric).Average(score => score.Value);

    /// <summary>rPC, relative performance under corruption: mPC by the clean score; 0 where that is 0.</summary>
    /// <param name="metric">The score.</param>
    public double RelativePerformance(Func<CocoScores, double> metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric(Clean) == 0 ? 0 : MeanPerformance(metric) / metric(Clean);
    }

    private IEnumerable<(CorruptionLevel Level, double Value)> Of(Func<CocoScores, double> metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return _scores.Select(score => (score.Key, metric(score.Value)));
    }
}
