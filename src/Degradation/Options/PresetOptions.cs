namespace DetectionSdk.Degradation;

/// <summary>The effects of a preset, inside of a recipe: what mixtures of presets are made of.</summary>
public sealed record PresetOptions : EffectOptions
{
    /// <summary>One of <see cref="DegradationPipeline.PresetNames"/>. Required.</summary>
    public required string Name { get; init; }

    /// <inheritdoc/>
    public override void Draw(PlanBuilder plan) => plan.Draw(DegradationPipeline.FromPreset(Name).Effects);

    /// <inheritdoc/>
    public override void Validate(string path)
    {
        if (!DegradationPipeline.PresetNames.Contains(Name, StringComparer.Ordinal))
            throw new DegradationException(
                $"{path}.name is '{Name}'; expected one of {string.Join(", ", DegradationPipeline.PresetNames)}.");
    }
}
