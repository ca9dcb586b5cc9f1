namespace DetectionSdk.Degradation;

/// <summary>
/// A wrong exposure, without the noise of a sensor in the dark (<see cref="LowLightOptions"/>): what becomes brighter
/// than white is lost.
/// </summary>
public sealed record ExposureOptions : EffectOptions
{
    /// <summary>
    /// Stops of too much light, each a doubling in linear light; too little below 0. In [-8, 8], default U(0.3, 2).
    /// </summary>
    [ParameterRange(-8, 8, Unit = "stops")]
    public Distribution Stops { get; init; } = (0.3, 2);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new ExposureStep(plan.Draw(Stops)));
}
