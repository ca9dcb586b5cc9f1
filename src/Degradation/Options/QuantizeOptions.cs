namespace DetectionSdk.Degradation;

/// <summary>Clips to the displayable range and rounds to 8-bit levels, as storing the image would.</summary>
public sealed record QuantizeOptions : EffectOptions
{
    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Add(new QuantizeStep());
}
