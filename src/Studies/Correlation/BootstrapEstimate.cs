namespace DetectionSdk.Studies;

/// <summary>A statistic with a 95 % percentile bootstrap interval.</summary>
/// <param name="Value">The statistic of the sample itself.</param>
/// <param name="Lower">The 2.5 % quantile over the resamples; NaN where it is undefined in all of them.</param>
/// <param name="Upper">The 97.5 % quantile.</param>
public sealed record BootstrapEstimate(double Value, double Lower, double Upper);
