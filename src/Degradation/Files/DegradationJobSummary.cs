namespace DetectionSdk.Degradation;

/// <summary>What a <see cref="DegradationJob"/> did.</summary>
/// <param name="Written">Files degraded now.</param>
/// <param name="Skipped">Files that an earlier run had done.</param>
/// <param name="Failures">Files that could not be degraded, in the order of their names.</param>
public sealed record DegradationJobSummary(int Written, int Skipped, IReadOnlyList<DegradationFailure> Failures);
