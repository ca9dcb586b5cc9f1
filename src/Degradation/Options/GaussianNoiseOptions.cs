namespace DetectionSdk.Degradation;

/// <summary>Additive white Gaussian noise.</summary>
public sealed record GaussianNoiseOptions : EffectOptions
{
    /// <summary>Standard deviation in 8-bit levels (1/255 of full range), in [0, 255]. Default U(0, 25).</summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution StandardDeviation { get; init; } = (0, 25);

    /// <summary>How the channels' noise hangs together. Default <see cref="NoiseColor.Color"/>.</summary>
    public NoiseColor Color { get; init; } = NoiseColor.Color;

    internal override void Draw(PlanBuilder plan) =>
        plan.Add(new GaussianNoiseStep(plan.Draw(StandardDeviation), Color, plan.Random.NextSeed()));
}
