using System.Text.Json.Serialization;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// One drawn effect of a <see cref="DegradationPlan"/>, with every number it needs, the seed of its noise field
/// included. Immutable; two steps with the same numbers are equal and do the same to the bit.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(GaussianBlurStep), "gaussianBlur")]
[JsonDerivedType(typeof(SincBlurStep), "sincBlur")]
[JsonDerivedType(typeof(MotionBlurStep), "motionBlur")]
[JsonDerivedType(typeof(DefocusBlurStep), "defocusBlur")]
[JsonDerivedType(typeof(SharpenStep), "sharpen")]
[JsonDerivedType(typeof(ResizeStep), "resize")]
[JsonDerivedType(typeof(GaussianNoiseStep), "gaussianNoise")]
[JsonDerivedType(typeof(CorrelatedNoiseStep), "correlatedNoise")]
[JsonDerivedType(typeof(PoissonNoiseStep), "poissonNoise")]
[JsonDerivedType(typeof(SpeckleNoiseStep), "speckleNoise")]
[JsonDerivedType(typeof(LowLightStep), "lowLight")]
[JsonDerivedType(typeof(JpegStep), "jpeg")]
[JsonDerivedType(typeof(ClipStep), "clip")]
[JsonDerivedType(typeof(QuantizeStep), "quantize")]
public abstract record DegradationStep
{
    private protected DegradationStep() { }

    /// <summary>Size of the image after this step, in pixels.</summary>
    public virtual Size OutputSize(Size inputSize) => inputSize;

    /// <exception cref="DegradationException">The step cannot be applied to images of this size.</exception>
    internal virtual void Validate(Size inputSize) { }

    /// <summary>
    /// The same step with fresh noise, for a later frame of a clip. Steps without noise are the same for every frame.
    /// </summary>
    internal virtual DegradationStep ForFrame(int index) => this;

    /// <summary>A few words with units; empty for steps that are not seen.</summary>
    internal abstract FormattableString Label { get; }

    /// <summary>Applies the step to the workspace's image, in place or replacing it.</summary>
    internal abstract void Apply(Workspace work);
}
