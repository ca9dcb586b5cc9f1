using PearsonAndSpearman = MathNet.Numerics.Statistics.Correlation;

namespace DetectionSdk.Studies;

/// <summary>A study of one task: what methods reach, and which measure of quality goes with it.</summary>
/// <param name="Rows">The methods, in the order of the scores.</param>
/// <param name="Correlations">The measures that every picture has; none where the task's scores do not vary.</param>
public sealed record UsefulnessTable(
    IReadOnlyList<UsefulnessRow> Rows, IReadOnlyList<UsefulnessCorrelation> Correlations)
{
    private static readonly (string Name, Func<UsefulnessScore, double> Of)[] Measures =
    [
        ("PSNR", score => score.Psnr), ("SSIM", score => score.Ssim), ("IFC", score => score.Ifc),
        ("NQM", score => score.Nqm),
    ];

    /// <summary>Computes the table of what <see cref="UsefulnessStudy.Run"/> gives.</summary>
    /// <param name="scores">Of one task.</param>
    /// <param name="baseline">The method that the others are compared with.</param>
    /// <exception cref="StudyException">There is no such method.</exception>
    public static UsefulnessTable Compute(IReadOnlyList<UsefulnessScore> scores, string baseline)
    {
        ArgumentNullException.ThrowIfNull(scores);
        UsefulnessScore[] compared = [.. scores.Where(score => score.Method == baseline)];
        if (compared.Length == 0)
            throw new StudyException(
                $"There is no method '{baseline}' to compare with; there are "
                + $"{string.Join(", ", scores.Select(score => score.Method).Distinct())}.");
        return new UsefulnessTable(
            [.. scores.GroupBy(score => score.Method).Select(method => Row([.. method], compared))],
            Correlate([.. scores.Where(score => score.Method != UsefulnessStudy.Original)]));
    }

    private static UsefulnessRow Row(UsefulnessScore[] method, UsefulnessScore[] baseline)
    {
        double[][] gains = [.. method.Zip(baseline, (own, other) => new[] { own.Score - other.Score })];
        return new UsefulnessRow(
            method[0].Method, [.. Measures.Select(measure => method.Average(measure.Of))],
            method.Average(score => score.Score), GroupBootstrap.Estimate<double>(gains, drawn => drawn.Average()));
    }

    private static UsefulnessCorrelation[] Correlate(UsefulnessScore[] scores)
    {
        UsefulnessScore[][] methods = [.. scores.GroupBy(score => score.Method).Select(method => method.ToArray())];
        double[] task = [.. methods.Select(method => method.Average(score => score.Score))];
        if (methods.Length < 3 || methods.Length > PermutationTest.MostPoints || task.Distinct().Count() == 1)
            return [];
        return
        [
            .. Measures.Where(measure => scores.All(score => double.IsFinite(measure.Of(score)))).Select(measure =>
            {
                double[] means = [.. methods.Select(method => method.Average(measure.Of))];
                return new UsefulnessCorrelation(
                    measure.Name, PearsonAndSpearman.Spearman(means, task),
                    PermutationTest.Exact(means, task, ranks: true), Centred(scores, measure.Of));
            })
        ];
    }

    // Less the picture's mean over the methods: easy pictures do not count as a correlation.
    private static BootstrapEstimate Centred(UsefulnessScore[] scores, Func<UsefulnessScore, double> measure)
    {
        (double Quality, double Score)[][] pictures =
        [
            .. scores.GroupBy(score => score.Picture).Select(picture => picture.Select(score => (
                measure(score) - picture.Average(measure),
                score.Score - picture.Average(other => other.Score))).ToArray())
        ];
        return GroupBootstrap.Estimate<(double Quality, double Score)>(
            pictures,
            drawn => PearsonAndSpearman.Pearson(drawn.Select(p => p.Quality), drawn.Select(p => p.Score)));
    }
}
