namespace DetectionSdk.Training;

/// <summary>
/// Number format of a network's convolutions. Parameters, normalisation statistics and losses are single precision in
/// either.
/// </summary>
public enum Precision
{
    /// <summary>Single precision everywhere.</summary>
    Full,

    /// <summary>
    /// Convolutions in bfloat16. Twice as fast on processors with AVX512-BF16 or AMX and on tensor cores.
    /// </summary>
    Mixed,
}
