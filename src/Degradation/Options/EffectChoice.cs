namespace DetectionSdk.Degradation;

/// <summary>One branch of a <see cref="OneOfOptions"/>.</summary>
/// <param name="Weight">How likely the branch is, relative to the others. Positive.</param>
/// <param name="Effects">What happens in it, in this order. Empty: nothing.</param>
public sealed record EffectChoice(
    [property: ParameterRange(1e-9, 1e9)] double Weight, IReadOnlyList<EffectOptions> Effects);
