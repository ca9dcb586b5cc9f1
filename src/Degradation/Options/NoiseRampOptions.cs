namespace DetectionSdk.Degradation;

/// <summary>White Gaussian noise that grows evenly across the image; see <see cref="NoiseRampStep"/>.</summary>
public sealed record NoiseRampOptions : EffectOptions
{
    /// <summary>
    /// Standard deviation where the ramp begins, in 8-bit levels (1/255 of full range), in [0, 255]. Default U(0, 50).
    /// </summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution From { get; init; } = (0, 50);

    /// <summary>Standard deviation where it ends, in 8-bit levels, in [0, 255]. Default U(0, 50).</summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution To { get; init; } = (0, 50);

    /// <summary>
    /// Direction in radians, 0 from left to right, pi / 2 from top to bottom, in [-2 pi, 2 pi]. Default U(0, 2 pi).
    /// </summary>
    [ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")]
    public Distribution Angle { get; init; } = (0, 2 * Math.PI);

    /// <summary>Probability that the noise is grey, the same in every channel, in [0, 1]. Default 0.</summary>
    [ParameterRange(0, 1)]
    public double GreyProbability { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new NoiseRampStep(
                plan.Draw(From), plan.Draw(To), plan.Draw(Angle), plan.DrawColor(GreyProbability), plan.DrawSeed()));
}
