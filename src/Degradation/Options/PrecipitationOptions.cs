namespace DetectionSdk.Degradation;

/// <summary>
/// Rain or snow that falls during the exposure: bright streaks. The defaults are rain; snow is short and wide, such as
/// a length of U(0, 4) and a width of 2 .. 5.
/// </summary>
public sealed record PrecipitationOptions : EffectOptions
{
    /// <summary>Streaks per 10,000 pixels, in [0, 200]. Default U(5, 25).</summary>
    [ParameterRange(0, 200)]
    public Distribution Density { get; init; } = (5, 25);

    /// <summary>Length of a streak in pixels, in [0, 200]. Default U(6, 25).</summary>
    [ParameterRange(0, 200, Unit = "px")]
    public Distribution Length { get; init; } = (6, 25);

    /// <summary>Width of a streak, whole numbers in [1, 20] px. Default 1 .. 2.</summary>
    [ParameterRange(1, 20, Unit = "px", Whole = true)]
    public Distribution Width { get; init; } = Distribution.Integers(1, 2);

    /// <summary>
    /// Direction: radians from the x axis towards the y axis, which points down. In [-2 pi, 2 pi], default pi/3 to
    /// 2 pi/3.
    /// </summary>
    [ParameterRange(-2 * Math.PI, 2 * Math.PI, Unit = "rad")]
    public Distribution Angle { get; init; } = (Math.PI / 3, 2 * Math.PI / 3);

    /// <summary>How white a streak is, in [0, 1]. Default U(0.15, 0.5).</summary>
    [ParameterRange(0, 1)]
    public Distribution Opacity { get; init; } = (0.15, 0.5);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new PrecipitationStep(
                plan.Draw(Density), plan.Draw(Length), plan.DrawInteger(Width), plan.Draw(Angle), plan.Draw(Opacity),
                plan.DrawSeed()));
}
