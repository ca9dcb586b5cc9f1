using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>
/// One effect of a <see cref="DegradationPipeline"/>: the ranges its numbers are drawn from. Immutable. The pipeline
/// checks the ranges when it is built. In a recipe an effect is an object whose <c>type</c> names it. Your own effects
/// derive from this, their steps from <see cref="CustomStep"/>; <see cref="DegradationTypes"/> gives them a name in
/// JSON.
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
[JsonDerivedType(typeof(NoiseRampOptions), "noiseRamp")]
[JsonDerivedType(typeof(NoisePeaksOptions), "noisePeaks")]
[JsonDerivedType(typeof(LowLightOptions), "lowLight")]
[JsonDerivedType(typeof(FogOptions), "fog")]
[JsonDerivedType(typeof(InfraredOptions), "infrared")]
[JsonDerivedType(typeof(ExposureOptions), "exposure")]
[JsonDerivedType(typeof(WhiteBalanceOptions), "whiteBalance")]
[JsonDerivedType(typeof(InterlaceOptions), "interlace")]
[JsonDerivedType(typeof(PrecipitationOptions), "precipitation")]
[JsonDerivedType(typeof(LensDirtOptions), "lensDirt")]
[JsonDerivedType(typeof(WaterDropsOptions), "waterDrops")]
[JsonDerivedType(typeof(JpegOptions), "jpeg")]
[JsonDerivedType(typeof(WebPOptions), "webp")]
[JsonDerivedType(typeof(H264Options), "h264")]
[JsonDerivedType(typeof(ClipOptions), "clip")]
[JsonDerivedType(typeof(QuantizeOptions), "quantize")]
[JsonDerivedType(typeof(OneOfOptions), "oneOf")]
[JsonDerivedType(typeof(ChanceOptions), "chance")]
[JsonDerivedType(typeof(ShuffleOptions), "shuffle")]
[JsonDerivedType(typeof(PresetOptions), "preset")]
public abstract record EffectOptions
{
    /// <summary>
    /// Draws the effect's numbers, always the same ones in the same order for the same plan, and adds its steps.
    /// </summary>
    /// <param name="plan">The plan that is being drawn.</param>
    /// <exception cref="DegradationException">The image is too small for the effect.</exception>
    public abstract void Draw(PlanBuilder plan);

    /// <summary>
    /// Checks what the ranges of single parameters (<see cref="ParameterRangeAttribute"/>) cannot say. Default:
    /// nothing.
    /// </summary>
    /// <param name="path">Where the effect stands, such as <c>effects[2]</c>; messages begin with it.</param>
    /// <exception cref="DegradationException">The options contradict each other.</exception>
    public virtual void Validate(string path) { }
}
