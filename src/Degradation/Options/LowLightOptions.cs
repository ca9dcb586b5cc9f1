namespace DetectionSdk.Degradation;

/// <summary>
/// A scene with too little light, seen by a sensor with shot and read noise. Ranges after the noise levels that Brooks
/// et al. (CVPR 2019, "Unprocessing images") found in real cameras; see <see cref="LowLightStep"/> for the model.
/// </summary>
public sealed record LowLightOptions : EffectOptions
{
    /// <summary>Light that is left, as a fraction in linear light, in [0.001, 1]. Default U(0.05, 0.5).</summary>
    [ParameterRange(0.001, 1)]
    public Distribution Exposure { get; init; } = (0.05, 0.5);

    /// <summary>
    /// Electrons at white before the light was taken away, in [10, 1e6]. Default log-uniform on [83, 10000].
    /// </summary>
    [ParameterRange(10, 1e6, Unit = "electrons")]
    public Distribution FullWell { get; init; } = Distribution.LogUniform(83, 10000);

    /// <summary>Standard deviation of the read noise, in [0, 100] electrons. Default U(0.5, 2).</summary>
    [ParameterRange(0, 100, Unit = "electrons")]
    public Distribution ReadNoise { get; init; } = (0.5, 2);

    /// <summary>
    /// Amplification after capture, in linear light, in [1, 1000]. Default 1: the picture stays dark.
    /// </summary>
    [ParameterRange(1, 1000)]
    public Distribution Gain { get; init; } = 1;

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new LowLightStep(
                plan.Draw(Exposure), plan.Draw(FullWell), plan.Draw(ReadNoise), plan.Draw(Gain), plan.DrawSeed()));
}
