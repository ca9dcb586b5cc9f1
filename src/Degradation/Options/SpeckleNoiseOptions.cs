namespace DetectionSdk.Degradation;

/// <summary>
/// Multiplicative Gaussian noise: every pixel is changed in proportion to its brightness (BSRGAN's extended pipeline,
/// radar and ultrasound).
/// </summary>
public sealed record SpeckleNoiseOptions : EffectOptions
{
    /// <summary>Standard deviation at full range, in 8-bit levels, in [0, 255]. Default 2, 3 .. 25.</summary>
    [ParameterRange(0, 255, Unit = "8-bit levels at white")]
    public Distribution StandardDeviation { get; init; } = Distribution.Integers(2, 25);

    /// <summary>Probability that the noise is grey, the same in every channel, in [0, 1]. Default 0.</summary>
    [ParameterRange(0, 1)]
    public double GreyProbability { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new SpeckleNoiseStep(
                plan.Draw(StandardDeviation), plan.DrawColor(GreyProbability), plan.DrawSeed()));
}
