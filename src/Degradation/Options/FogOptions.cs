namespace DetectionSdk.Degradation;

/// <summary>
/// Fog or haze over a scene on level ground: what is far, higher in the picture, is lost first. See
/// <see cref="FogStep"/> for the model.
/// </summary>
public sealed record FogOptions : EffectOptions
{
    /// <summary>Light of the farthest objects that still arrives, in [0, 1]. Default U(0.1, 0.7).</summary>
    [ParameterRange(0, 1)]
    public Distribution Transmission { get; init; } = (0.1, 0.7);

    /// <summary>Brightness of the fog itself, in [0, 1]. Default U(0.6, 0.95).</summary>
    [ParameterRange(0, 1)]
    public Distribution Airlight { get; init; } = (0.6, 0.95);

    /// <summary>Height of the horizon, from 0 at the top to 1 at the bottom. Default U(0, 0.5).</summary>
    [ParameterRange(0, 1)]
    public Distribution Horizon { get; init; } = (0, 0.5);

    /// <summary>
    /// Distance of the lowest row as a fraction of the horizon's, in [0.01, 1]; 1 is haze that is the same everywhere.
    /// Default U(0.1, 0.8).
    /// </summary>
    [ParameterRange(0.01, 1)]
    public Distribution NearDepth { get; init; } = (0.1, 0.8);

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) =>
        plan.Add(
            new FogStep(plan.Draw(Transmission), plan.Draw(Airlight), plan.Draw(Horizon), plan.Draw(NearDepth)));
}
