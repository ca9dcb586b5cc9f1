namespace DetectionSdk.Studies;

/// <summary>An arm in a <see cref="StudyTable"/>.</summary>
/// <param name="Arm">Its name.</param>
/// <param name="Seeds">How many seeds it has.</param>
/// <param name="Values">
/// Over the seeds, one per measure of the table; null where a seed lacks it, or where no object decides.
/// </param>
/// <param name="Differences">
/// To the baseline over the seeds that both have, one per compared measure; null where they share none.
/// </param>
public sealed record StudyRow(
    string Arm, int Seeds, IReadOnlyList<SampleStatistics?> Values, IReadOnlyList<SampleStatistics?> Differences);
