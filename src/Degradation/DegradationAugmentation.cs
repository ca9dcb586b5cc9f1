using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Degradation for a training loop, hand-written, TorchSharp or ML.NET:
/// <code>
/// DegradationAugmentation augmentation = new(DegradationPipeline.Aeris, seed: 1);
/// using DegradedSample sample = augmentation.Apply(image, boxes, epoch, index);
/// float[] tensor = sample.ToChannelsFirst();   // (3, H, W), RGB
/// </code>
/// What a sample draws depends on (seed, epoch, index) alone: not on the worker, not on the order. No two samples of
/// two epochs share a sequence. Immutable and thread-safe: one instance serves all workers.
/// </summary>
public sealed class DegradationAugmentation
{
    private readonly DegradationPipeline _pipeline;
    private readonly long _seed;

    /// <summary>An augmentation that draws from a pipeline.</summary>
    /// <param name="pipeline">
    /// Where the plans come from. For batches of one size use <see cref="DegradationPipeline.WithSharedSize"/>.
    /// </param>
    /// <param name="seed">Any number; another seed gives another training run.</param>
    public DegradationAugmentation(DegradationPipeline pipeline, long seed)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        _pipeline = pipeline;
        _seed = seed;
    }

    /// <summary>The plan of one sample.</summary>
    /// <param name="epoch">Pass over the data, from 0.</param>
    /// <param name="index">Index of the sample in the data set (not in the shuffled order), from 0.</param>
    /// <param name="imageSize">Size of the image, pixels.</param>
    /// <exception cref="DegradationException">The image is too small for an effect.</exception>
    public DegradationPlan Sample(int epoch, int index, Size imageSize) =>
        _pipeline.Sample(SeedOf(epoch, index), imageSize);

    /// <summary>The plans of one batch, whose degraded images share one size.</summary>
    /// <param name="epoch">Pass over the data, from 0.</param>
    /// <param name="batchIndex">Index of the batch in the epoch, from 0.</param>
    /// <param name="count">Images in the batch.</param>
    /// <param name="imageSize">Size of every image, pixels.</param>
    /// <exception cref="DegradationException">The images are too small for an effect.</exception>
    public IReadOnlyList<DegradationPlan> SampleBatch(int epoch, int batchIndex, int count, Size imageSize) =>
        _pipeline.SampleBatch(SeedOf(epoch, batchIndex), count, imageSize);

    /// <summary>Degrades one sample.</summary>
    /// <param name="image">CV_8UC3 BGR, or CV_32FC3 BGR in [0, 1]. Never changed.</param>
    /// <param name="boxes">
    /// Boxes in pixels of <paramref name="image"/>; all are kept, see <see cref="DegradationPlan.MapBoxes"/>.
    /// </param>
    /// <param name="epoch">Pass over the data, from 0.</param>
    /// <param name="index">Index of the sample in the data set, from 0.</param>
    /// <returns>The degraded sample; the caller disposes it.</returns>
    /// <exception cref="DegradationException">
    /// The image is too small for an effect, or of another pixel type.
    /// </exception>
    public DegradedSample Apply(Mat image, IReadOnlyList<Rect2d> boxes, int epoch, int index)
    {
        ArgumentNullException.ThrowIfNull(image);
        DegradationPlan plan = Sample(epoch, index, image.Size());
        return new(plan, plan.ApplyFloat(image), plan.MapBoxes(boxes));
    }

    private long SeedOf(int epoch, int index) => RandomSource.DeriveSeed(RandomSource.DeriveSeed(_seed, epoch), index);
}
