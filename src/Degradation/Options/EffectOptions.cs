using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>
/// One effect of a <see cref="DegradationPipeline"/>: the ranges its numbers are drawn from. Immutable. The pipeline
/// checks the ranges when it is built. In a recipe an effect is an object whose <c>type</c> names it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GaussianBlurOptions), "gaussianBlur")]
[JsonDerivedType(typeof(DownsampleOptions), "downsample")]
[JsonDerivedType(typeof(GaussianNoiseOptions), "gaussianNoise")]
[JsonDerivedType(typeof(JpegOptions), "jpeg")]
[JsonDerivedType(typeof(QuantizeOptions), "quantize")]
[JsonDerivedType(typeof(OneOfOptions), "oneOf")]
public abstract record EffectOptions
{
    private protected EffectOptions() { }

    internal abstract void Draw(PlanBuilder plan);
}
