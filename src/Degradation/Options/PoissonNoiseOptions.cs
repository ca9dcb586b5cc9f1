namespace DetectionSdk.Degradation;

/// <summary>
/// Photon noise: each pixel is replaced by a Poisson count of mean proportional to its brightness. See
/// <see cref="PoissonNoiseStep"/>.
/// </summary>
public sealed record PoissonNoiseOptions : EffectOptions
{
    /// <summary>
    /// Photons at full range, in [1, 1e6]. Default null: as many as the image has grey levels, rounded up to a power of
    /// two (Real-ESRGAN).
    /// </summary>
    [ParameterRange(1, 1e6, Unit = "photons")]
    public Distribution? Peak { get; init; }

    /// <summary>Factor on the noise, in [0, 100]. Default 1, which is physical; Real-ESRGAN draws U(0.05, 3).</summary>
    [ParameterRange(0, 100)]
    public Distribution Scale { get; init; } = 1;

    /// <summary>Probability that the noise is grey, the same in every channel, in [0, 1]. Default 0.</summary>
    [ParameterRange(0, 1)]
    public double GreyProbability { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan)
    {
        double? peak = Peak is null ? null : plan.Draw(Peak);
        plan.Add(new PoissonNoiseStep(peak, plan.Draw(Scale), plan.DrawColor(GreyProbability), plan.DrawSeed()));
    }
}
