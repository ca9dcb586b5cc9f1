namespace DetectionSdk.Degradation;

/// <summary>
/// A round trip through H.264, as the first picture of a clip. Two ffmpeg processes do it, some 0.1 s for a picture,
/// and where ffmpeg is absent applying a plan is an error; <see cref="WebPOptions"/> is close to it and needs neither.
/// </summary>
public sealed record H264Options : EffectOptions
{
    /// <summary>
    /// The encoder's constant rate factor, whole numbers in [0, 51]; more is worse. Default 26 .. 40.
    /// </summary>
    [ParameterRange(0, 51, Whole = true)]
    public Distribution RateFactor { get; init; } = Distribution.Integers(26, 40);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new H264Step(plan.DrawInteger(RateFactor)));
}
