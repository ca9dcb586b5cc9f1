namespace DetectionSdk.Degradation;

/// <summary>Additive white Gaussian noise, independent in every channel or the same in all.</summary>
public sealed record GaussianNoiseOptions : EffectOptions
{
    /// <summary>Standard deviation in 8-bit levels (1/255 of full range), in [0, 255]. Default U(0, 25).</summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution StandardDeviation { get; init; } = (0, 25);

    /// <summary>Probability that the noise is grey, the same in every channel, in [0, 1]. Default 0.</summary>
    [ParameterRange(0, 1)]
    public double GreyProbability { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new GaussianNoiseStep(
                plan.Draw(StandardDeviation), plan.DrawColor(GreyProbability), plan.DrawSeed()));
}
