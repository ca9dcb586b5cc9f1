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
[JsonDerivedType(typeof(NoiseRampStep), "noiseRamp")]
[JsonDerivedType(typeof(NoisePeaksStep), "noisePeaks")]
[JsonDerivedType(typeof(LowLightStep), "lowLight")]
[JsonDerivedType(typeof(FogStep), "fog")]
[JsonDerivedType(typeof(InfraredStep), "infrared")]
[JsonDerivedType(typeof(ExposureStep), "exposure")]
[JsonDerivedType(typeof(WhiteBalanceStep), "whiteBalance")]
[JsonDerivedType(typeof(InterlaceStep), "interlace")]
[JsonDerivedType(typeof(PrecipitationStep), "precipitation")]
[JsonDerivedType(typeof(LensDirtStep), "lensDirt")]
[JsonDerivedType(typeof(WaterDropsStep), "waterDrops")]
[JsonDerivedType(typeof(JpegStep), "jpeg")]
[JsonDerivedType(typeof(WebPStep), "webp")]
[JsonDerivedType(typeof(H264Step), "h264")]
[JsonDerivedType(typeof(ClipStep), "clip")]
[JsonDerivedType(typeof(QuantizeStep), "quantize")]
public abstract record DegradationStep
{
    private protected DegradationStep() { }

    /// <summary>Size of the image after this step, in pixels. Default: as before.</summary>
    public virtual Size OutputSize(Size inputSize) => inputSize;

    /// <summary>Checks that the step can be applied to images of a size. Default: it can.</summary>
    /// <exception cref="DegradationException">It cannot.</exception>
    public virtual void Validate(Size inputSize) { }

    /// <summary>
    /// The same step with fresh noise, for a later frame of a clip; see <see cref="SeedOfFrame"/>. Default: the step
    /// itself, as for all steps without noise.
    /// </summary>
    public virtual DegradationStep ForFrame(int index) => this;

    /// <summary>A few words with units; empty for steps that are not seen.</summary>
    protected abstract FormattableString Label { get; }

    /// <summary>The label, written the same way in every culture.</summary>
    internal string Words => FormattableString.Invariant(Label);

    /// <summary>The seed of a step in a later frame of a clip.</summary>
    /// <param name="seed">Its seed in the first one.</param>
    /// <param name="index">Index of the frame, from 1.</param>
    protected static long SeedOfFrame(long seed, int index) => RandomSource.DeriveSeed(seed, index);

    /// <summary>Applies the step to the workspace's image, in place or replacing it.</summary>
    internal abstract void Apply(Workspace work);
}
