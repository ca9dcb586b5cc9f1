namespace DetectionSdk.Degradation;

/// <summary>Clips to the displayable range [0, 255] without rounding.</summary>
public sealed record ClipOptions : EffectOptions
{
    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new ClipStep());
}
