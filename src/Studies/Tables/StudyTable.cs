namespace DetectionSdk.Studies;

/// <summary>
/// One condition of a study: mean and sample standard deviation over the seeds of every arm. Copies of a condition are
/// averaged first, so that they do not count as seeds.
/// </summary>
/// <param name="Condition">What was measured.</param>
/// <param name="Baseline">The arm that the others are compared with, at equal seeds; null for none.</param>
/// <param name="Measures">What the rows' values are; measures that no arm has are left out.</param>
/// <param name="Compared">What the rows' differences are; empty without a baseline.</param>
/// <param name="Rows">The arms, in the order of their names.</param>
public sealed record StudyTable(
    string Condition, string? Baseline, IReadOnlyList<StudyMeasure> Measures, IReadOnlyList<StudyMeasure> Compared,
    IReadOnlyList<StudyRow> Rows)
{
    /// <summary>The tables of a study, one per condition.</summary>
    /// <param name="scores">What <see cref="StudyFolder.Read"/> gives.</param>
    /// <param name="baseline">The arm to compare the others with; null for none.</param>
    /// <exception cref="StudyException">The study has no arm of that name.</exception>
    public static IReadOnlyList<StudyTable> Compute(IReadOnlyList<StudyScore> scores, string? baseline = null)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (baseline is not null) StudyFolder.RequireArm(scores, baseline);
        return [.. scores.GroupBy(score => score.Condition).Select(one => ComputeOne(one.Key, [.. one], baseline))];
    }

    private static StudyTable ComputeOne(string condition, List<StudyScore> scores, string? baseline)
    {
        StudyMeasure[] measures = [.. StudyMeasure.All.Where(measure => scores.Any(measure.IsIn))];
        StudyMeasure[] compared = baseline is null ? [] : [StudyMeasure.AP, StudyMeasure.AP50];
        List<Arm> arms = [.. scores.GroupBy(score => score.Arm).Select(Arm.Of)];
        Arm? other = arms.Find(arm => arm.Name == baseline);
        IEnumerable<StudyRow> rows = arms.Select(arm => new StudyRow(
            arm.Name, arm.Seeds.Count, [.. measures.Select(arm.Statistics)],
            [.. compared.Select(measure => arm.Differences(measure, other))]));
        return new StudyTable(condition, baseline, measures, compared, [.. rows]);
    }

    // The copies of one condition by the name of their seed.
    private sealed record Arm(string Name, IReadOnlyDictionary<string, List<StudyScore>> Seeds)
    {
        public static Arm Of(IGrouping<string, StudyScore> arm) =>
            new(arm.Key, arm.GroupBy(score => score.Seed).ToDictionary(seed => seed.Key, seed => seed.ToList()));

        public SampleStatistics? Statistics(StudyMeasure measure) => OfAll(Seeds.Values.Select(measure.Mean));

        public SampleStatistics? Differences(StudyMeasure measure, Arm? baseline) =>
            OfAll(Seeds.Where(seed => baseline?.Seeds.ContainsKey(seed.Key) == true)
                .Select(seed => measure.Mean(seed.Value) - measure.Mean(baseline!.Seeds[seed.Key])));

        private static SampleStatistics? OfAll(IEnumerable<double?> values)
        {
            List<double?> all = [.. values];
            return all.Count == 0 || all.Contains(null) ? null : SampleStatistics.Of([.. all.OfType<double>()]);
        }
    }
}
