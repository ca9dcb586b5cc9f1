using System.Collections.ObjectModel;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// A chain of effects with the ranges their numbers are drawn from. <see cref="Sample"/> draws a
/// <see cref="DegradationPlan"/>, which does the work. Immutable and thread-safe: build once, share everywhere.
/// </summary>
public sealed partial class DegradationPipeline
{
    /// <summary>A pipeline of effects.</summary>
    /// <param name="effects">The effects, in the order of application.</param>
    /// <exception cref="DegradationException">
    /// A range is not allowed; the message names its key path, value and limits.
    /// </exception>
    public DegradationPipeline(IEnumerable<EffectOptions> effects) : this(effects, sizeMultiple: 1) { }

    private DegradationPipeline(IEnumerable<EffectOptions> effects, int sizeMultiple)
    {
        Effects = new ReadOnlyCollection<EffectOptions>([.. effects]);
        SizeMultiple = sizeMultiple;
        ParameterCheck.ValidateItems(Effects, "effects");
        if (sizeMultiple < 1)
            throw new DegradationException($"sizeMultiple is {sizeMultiple}; expected whole numbers in [1, 65500] px.");
    }

    /// <summary>The effects, in the order of application.</summary>
    public IReadOnlyList<EffectOptions> Effects { get; }

    /// <summary>Both sides of every degraded image are multiples of this many pixels. Default 1.</summary>
    public int SizeMultiple { get; }

    /// <summary>
    /// The same pipeline with output sizes that encoders accept: both sides are rounded to the nearest multiple, at
    /// least one. The last resize of each plan is changed to that end (or one is added), so that the exact scale is
    /// <see cref="DegradationPlan.InputSize"/> / <see cref="DegradationPlan.OutputSize"/>, in x and y apart.
    /// </summary>
    /// <param name="multipleOf">Pixels; 32 for encoders of stride 32.</param>
    /// <exception cref="DegradationException"><paramref name="multipleOf"/> is below 1.</exception>
    public DegradationPipeline WithSharedSize(int multipleOf) => new(Effects, multipleOf);

    /// <summary>
    /// A mixture: each image is degraded by one of several pipelines, with probability proportional to its weight. In a
    /// recipe it is a <c>oneOf</c> of <c>preset</c>s, or of effects.
    /// </summary>
    /// <param name="parts">The pipelines and their weights, at least one.</param>
    /// <exception cref="DegradationException">
    /// There is no part, a weight is not positive, or the parts differ in <see cref="SizeMultiple"/>.
    /// </exception>
    public static DegradationPipeline OneOf(params (double Weight, DegradationPipeline Pipeline)[] parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        int[] multiples = [.. parts.Select(part => part.Pipeline.SizeMultiple).Distinct()];
        if (multiples.Length > 1)
            throw new DegradationException(
                $"The pipelines have sizeMultiple {string.Join(" and ", multiples)}; expected one for all.");
        OneOfOptions mixture = new()
        {
            Choices = [.. parts.Select(part => new EffectChoice(part.Weight, part.Pipeline.Effects))],
        };
        return new([mixture], multiples.FirstOrDefault(1));
    }

    /// <summary>Draws a plan for one image. The same seed and size give the same plan everywhere.</summary>
    /// <param name="seed">Any number; neighbouring seeds give unrelated draws.</param>
    /// <param name="imageSize">Size of the image, pixels.</param>
    /// <exception cref="DegradationException">
    /// The image is too small for an effect: shorter than half a kernel, or scaled below one pixel.
    /// </exception>
    public DegradationPlan Sample(long seed, Size imageSize)
    {
        if (imageSize.Width < 1 || imageSize.Height < 1)
            throw new DegradationException(
                $"The image size is {imageSize.Width} x {imageSize.Height}; expected at least 1 x 1.");
        PlanBuilder builder = new(imageSize, new RandomSource(seed));
        builder.Draw(Effects);
        DegradationPlan plan = builder.Build();
        return plan.WithOutputSize(new Size(RoundSide(plan.OutputSize.Width), RoundSide(plan.OutputSize.Height)));
    }

    /// <summary>
    /// Draws plans for a batch of images of one size whose degraded images have one size too: the size is drawn once,
    /// everything else per image.
    /// </summary>
    /// <param name="seed">Any number; neighbouring seeds give unrelated draws.</param>
    /// <param name="count">Images in the batch.</param>
    /// <param name="imageSize">Size of every image, pixels.</param>
    /// <exception cref="DegradationException">The images are too small for an effect.</exception>
    public IReadOnlyList<DegradationPlan> SampleBatch(long seed, int count, Size imageSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Size shared = Sample(seed, imageSize).OutputSize;
        return
        [
            .. Enumerable.Range(0, count)
                .Select(i => Sample(RandomSource.DeriveSeed(seed, i), imageSize).WithOutputSize(shared))
        ];
    }

    private int RoundSide(int side) => Math.Max(1, (int)Math.Floor((double)side / SizeMultiple + 0.5)) * SizeMultiple;
}
