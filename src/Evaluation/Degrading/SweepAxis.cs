namespace DetectionSdk.Evaluation;

/// <summary>What a sweep makes worse, one thing at a time.</summary>
public enum SweepAxis
{
    /// <summary>Down-sampling by s with an area filter: one pixel stands for s x s.</summary>
    Scale,

    /// <summary>Round Gaussian blur; standard deviation in pixels.</summary>
    Blur,

    /// <summary>White Gaussian noise per channel; standard deviation in 8-bit levels.</summary>
    Noise,
}
