using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>
/// One effect of a <see cref="DegradationPipeline"/>: the ranges its numbers are drawn from. Immutable. The pipeline
/// checks the ranges when it is built. In a recipe an effect is an object whose <c>type</c> names it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GaussianBlurOptions), "gaussianBlur")]
[JsonDerivedType(typeof(SincBlurOptions), "sincBlur")]
[JsonDerivedType(typeof(MotionBlurOptions), "motionBlur")]
[JsonDerivedType(typeof(DefocusBlurOptions), "defocusBlur")]
[JsonDerivedType(typeof(SharpenOptions), "sharpen")]
[JsonDerivedType(typeof(DownsampleOptions), "downsample")]
[JsonDerivedType(typeof(ResizeOptions), "resize")]
[JsonDerivedType(typeof(GaussianNoiseOptions), "gaussianNoise")]
[JsonDerivedType(typeof(CorrelatedNoiseOptions), "correlatedNoise")]
[JsonDerivedType(typeof(PoissonNoiseOptions), "poissonNoise")]
[JsonDerivedType(typeof(SpeckleNoiseOptions), "speckleNoise")]
[JsonDerivedType(typeof(LowLightOptions), "lowLight")]
[JsonDerivedType(typeof(JpegOptions), "jpeg")]
[JsonDerivedType(typeof(ClipOptions), "clip")]
[JsonDerivedType(typeof(QuantizeOptions), "quantize")]
[JsonDerivedType(typeof(OneOfOptions), "oneOf")]
[JsonDerivedType(typeof(ChanceOptions), "chance")]
[JsonDerivedType(typeof(ShuffleOptions), "shuffle")]
public abstract record EffectOptions
{
    private protected EffectOptions() { }

    internal abstract void Draw(PlanBuilder plan);

    /// <summary>What ranges alone cannot say.</summary>
    /// <exception cref="DegradationException">The options contradict each other.</exception>
    internal virtual void Validate(string path) { }
}
