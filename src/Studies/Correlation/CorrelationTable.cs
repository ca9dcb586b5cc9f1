using PearsonAndSpearman = MathNet.Numerics.Statistics.Correlation;

namespace DetectionSdk.Studies;

/// <summary>
/// Whether front-ends whose images look better also find more, in one condition of a study: the correlation of PSNR and
/// SSIM with AP and AP50. After the question of Dai et al., "Is Image Super-Resolution Helpful for Other Vision Tasks?"
/// (2016).
/// </summary>
/// <param name="Condition">What was measured.</param>
/// <param name="Rows">Scope by scope, four rows each; scopes of less than three groups are left out.</param>
public sealed record CorrelationTable(string Condition, IReadOnlyList<CorrelationRow> Rows)
{
    private const int FewestGroups = 3;

    private static readonly (string Name, Func<CorrelationPoint, double> Of)[] Qualities =
        [("PSNR", point => point.Psnr), ("SSIM", point => point.Ssim)];

    private static readonly (string Name, Func<CorrelationPoint, double> Of)[] Tasks =
        [("AP", point => point.AP), ("AP50", point => point.AP50)];

    /// <summary>The tables of a study, one per condition. Evaluations without PSNR and SSIM do not count.</summary>
    /// <param name="scores">What <see cref="StudyFolder.Read"/> gives.</param>
    /// <param name="arms">The arms to take, all of them before one detector; null or empty for every arm.</param>
    /// <exception cref="StudyException">The study has no arm of such a name.</exception>
    public static IReadOnlyList<CorrelationTable> Compute(
        IReadOnlyList<StudyScore> scores, IReadOnlyCollection<string>? arms = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        foreach (string arm in arms ?? []) StudyFolder.RequireArm(scores, arm);
        return
        [
            .. scores.Where(score => CorrelationPoint.OfWhole(score) is not null)
                .Where(score => arms is null or { Count: 0 } || arms.Contains(score.Arm))
                .GroupBy(score => score.Condition).Select(one => ComputeOne(one.Key, [.. one]))
        ];
    }

    private static CorrelationTable ComputeOne(string condition, List<StudyScore> scores)
    {
        List<CorrelationPoint> images = [.. scores.SelectMany(CorrelationPoint.OfImages)];
        return new CorrelationTable(
            condition,
            [
                .. Correlate(CorrelationScope.Arms, [.. scores.GroupBy(score => (score.Arm, score.Seed)).Select(Mean)]),
                .. Correlate(CorrelationScope.Images, images),
                .. Correlate(CorrelationScope.CentredImages, [.. Centre(images)]),
            ]);
    }

    private static CorrelationPoint Mean(IGrouping<(string Arm, string Seed), StudyScore> copies) =>
        CorrelationPoint.Mean(copies.Key.Arm, [.. copies.Select(score => CorrelationPoint.OfWhole(score)!)]);

    private static IEnumerable<CorrelationPoint> Centre(List<CorrelationPoint> images)
    {
        foreach (var image in images.GroupBy(point => (point.Group, point.Copy)))
        {
            CorrelationPoint mean = CorrelationPoint.Mean(image.Key.Group, [.. image]);
            foreach (CorrelationPoint point in image) yield return point.Less(mean);
        }
    }

    private static IEnumerable<CorrelationRow> Correlate(CorrelationScope scope, List<CorrelationPoint> points)
    {
        List<CorrelationPoint[]> groups = [.. points.GroupBy(point => point.Group).Select(group => group.ToArray())];
        if (groups.Count < FewestGroups) yield break;
        foreach (var quality in Qualities)
        {
            foreach (var task in Tasks)
            {
                yield return new CorrelationRow(
                    scope, points.Count, quality.Name, task.Name, Estimate(PearsonAndSpearman.Pearson),
                    Estimate(PearsonAndSpearman.Spearman));

                BootstrapEstimate Estimate(Func<IEnumerable<double>, IEnumerable<double>, double> correlation) =>
                    GroupBootstrap.Estimate<CorrelationPoint>(
                        groups, drawn => correlation(drawn.Select(quality.Of), drawn.Select(task.Of)));
            }
        }
    }
}
