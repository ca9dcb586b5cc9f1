namespace DetectionSdk.Degradation;

/// <summary>
/// A night camera under its own infra-red light: no colour, bright in the middle, dark at the edges. Its noise is an
/// effect of its own behind it, such as <see cref="PoissonNoiseOptions"/> in grey.
/// </summary>
public sealed record InfraredOptions : EffectOptions
{
    /// <summary>Share of red in the grey, relative to the others, in [0.01, 1]. Default U(0.3, 1).</summary>
    [ParameterRange(0.01, 1)]
    public Distribution Red { get; init; } = (0.3, 1);

    /// <summary>
    /// Share of green, in [0.01, 1]; much of it, because leaves reflect infra-red well. Default U(0.2, 1).
    /// </summary>
    [ParameterRange(0.01, 1)]
    public Distribution Green { get; init; } = (0.2, 1);

    /// <summary>Share of blue, in [0.01, 1]. Default U(0.01, 0.3).</summary>
    [ParameterRange(0.01, 1)]
    public Distribution Blue { get; init; } = (0.01, 0.3);

    /// <summary>
    /// Light in the middle of the picture, relative to the photograph's, in [0.01, 16]; above 1 white clips. Default
    /// U(0.3, 1.5).
    /// </summary>
    [ParameterRange(0.01, 16)]
    public Distribution Gain { get; init; } = (0.3, 1.5);

    /// <summary>
    /// How fast the light fades: the corners get exp(-falloff) of the middle's. In [0, 10], default U(0.5, 2.5).
    /// </summary>
    [ParameterRange(0, 10)]
    public Distribution Falloff { get; init; } = (0.5, 2.5);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new InfraredStep(
                plan.Draw(Red), plan.Draw(Green), plan.Draw(Blue), plan.Draw(Gain), plan.Draw(Falloff)));
}
