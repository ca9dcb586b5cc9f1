namespace DetectionSdk.Degradation;

/// <summary>
/// What a Gaussian's spread is measured in. The two are easily confused: AERIS draws variances, Real-ESRGAN standard
/// deviations.
/// </summary>
public enum SpreadUnit
{
    /// <summary>Standard deviation, in pixels.</summary>
    StandardDeviation,

    /// <summary>Variance (eigenvalue of the covariance), in square pixels.</summary>
    Variance,
}
