namespace DetectionSdk;

/// <summary>
/// Wall-clock time of the stages of one <see cref="Detector"/> call. A batch reports its mean per image.
/// </summary>
/// <param name="FrontEnd">The front-end; zero without one.</param>
/// <param name="Preprocess">Letterbox, colour order and normalisation.</param>
/// <param name="Inference">The run of the network.</param>
/// <param name="Postprocess">Decoding and non-maximum suppression.</param>
public readonly record struct StageTimings(
    TimeSpan FrontEnd, TimeSpan Preprocess, TimeSpan Inference, TimeSpan Postprocess)
{
    /// <summary>The sum of the stages.</summary>
    public TimeSpan Total => FrontEnd + Preprocess + Inference + Postprocess;
}
