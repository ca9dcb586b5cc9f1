namespace DetectionSdk.Degradation;

/// <summary>Additive white Gaussian noise that peaks at some places; see <see cref="NoisePeaksStep"/>.</summary>
public sealed record NoisePeaksOptions : EffectOptions
{
    /// <summary>
    /// Standard deviation far from all peaks, in 8-bit levels (1/255 of full range), in [0, 255]. Default U(0, 10).
    /// </summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution Lowest { get; init; } = (0, 10);

    /// <summary>
    /// Standard deviation in the middle of a peak, in 8-bit levels, in [0, 255]. Default U(20, 50).
    /// </summary>
    [ParameterRange(0, 255, Unit = "8-bit levels")]
    public Distribution Highest { get; init; } = (20, 50);

    /// <summary>Number of peaks, whole numbers in [1, 100]. Default 2 .. 6.</summary>
    [ParameterRange(1, 100, Whole = true)]
    public Distribution Count { get; init; } = Distribution.Integers(2, 6);

    /// <summary>Width of a peak, as a fraction of the longer side, in [0.01, 1]. Default U(0.08, 0.2).</summary>
    [ParameterRange(0.01, 1)]
    public Distribution Radius { get; init; } = (0.08, 0.2);

    /// <summary>Probability that the noise is grey, the same in every channel, in [0, 1]. Default 0.</summary>
    [ParameterRange(0, 1)]
    public double GreyProbability { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new NoisePeaksStep(
                plan.Draw(Lowest), plan.Draw(Highest), plan.DrawInteger(Count), plan.Draw(Radius), plan.DrawSeed(),
                plan.DrawColor(GreyProbability), plan.DrawSeed()));
}
