using System.Runtime.InteropServices;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Makes training batches: read, vary, degrade, draw targets. Every draw is seeded by (seed, step, index), so a batch
/// is the same on any thread and at any time. Thread-safe.
/// </summary>
internal sealed class BatchFactory
{
    // Streams of draws that must not repeat one another.
    private const int Augment = 1, Degrade = 2, Clean = 3;

    private readonly AnnotatedDataSet _dataSet;
    private readonly AugmentationOptions _augmentation;
    private readonly DegradationPipeline? _degradation;
    private readonly double _cleanShare;
    private readonly int _batchSize;
    private readonly int _seed;
    private readonly bool _cleanTargets;

    /// <param name="dataSet">
    /// Images with boxes that <see cref="RequireTrainable"/> let pass. Images without boxes train as negatives.
    /// </param>
    /// <param name="augmentation">How images are varied.</param>
    /// <param name="degradation">
    /// What makes the network's input from a varied image; null to train on clean images.
    /// </param>
    /// <param name="cleanShare">Share of batches that are left clean.</param>
    /// <param name="batchSize">Images per step.</param>
    /// <param name="seed">Seed of every draw.</param>
    /// <param name="sizeMultiple">What both sides of the degraded images are rounded to multiples of.</param>
    /// <param name="cleanTargets">
    /// Whether the targets are those of the clean images, instead of the degraded ones'.
    /// </param>
    public BatchFactory(
        AnnotatedDataSet dataSet, AugmentationOptions augmentation, DegradationPipeline? degradation, double cleanShare, int batchSize, int seed,
        int sizeMultiple = AerisNetwork.InputStride, bool cleanTargets = false)
    {
        _dataSet = dataSet;
        _augmentation = augmentation;
        _degradation = degradation?.WithSharedSize(sizeMultiple);
        _cleanShare = cleanShare;
        _batchSize = batchSize;
        _seed = seed;
        _cleanTargets = cleanTargets;
    }

    /// <summary>Makes the batch of a step. The caller disposes it.</summary>
    /// <exception cref="DataSetException">An image cannot be read.</exception>
    public TrainingBatch Make(long step)
    {
        Size clean = new(_augmentation.CropSize, _augmentation.CropSize);
        IReadOnlyList<DegradationPlan>? plans = SamplePlans(step, clean);
        Size input = plans is null ? clean : plans[0].OutputSize;
        TrainingBatch batch = new(
            step, _batchSize, _dataSet.ClassNames.Count, input, clean,
            _cleanTargets ? clean : input) { IsDegraded = plans is not null };
        int[] indices = BatchOrder.Indices(_seed, step, _batchSize, _dataSet.Images.Count);
        for (int i = 0; i < _batchSize; i++) Add(batch, i, _dataSet.Images[indices[i]], plans?[i]);
        return batch;
    }

    private IReadOnlyList<DegradationPlan>? SamplePlans(long step, Size clean)
    {
        bool leaveClean = _degradation is null
            || new Random(Seeds.Derive(_seed, Clean, step)).NextDouble() < _cleanShare;
        return leaveClean ? null : _degradation!.SampleBatch(Seeds.Derive(_seed, Degrade, step), _batchSize, clean);
    }

    private void Add(TrainingBatch batch, int index, AnnotatedImage source, DegradationPlan? plan)
    {
        using Mat image = source.Read();
        Random random = new(Seeds.Derive(_seed, Augment, batch.Step, index));
        Augmentation augmentation = Augmentation.Draw(random, image.Size(), _augmentation);
        using Mat clean = augmentation.Apply(image);
        IReadOnlyList<Annotation> annotations = augmentation.Map(source.Annotations, _augmentation.MinimumVisibility);
        batch.Names.Add(source.Name);
        WriteRgb(clean, Slice(batch.Clean, batch, index));
        if (plan is null)
        {
            WriteRgb(clean, Slice(batch.Images, batch, index));
        }
        else
        {
            using Mat degraded = plan.Apply(clean);
            WriteRgb(degraded, Slice(batch.Images, batch, index));
            if (!_cleanTargets) annotations = Map(annotations, plan);
        }

        TargetEncoder.Draw(
            annotations, batch.Grid, Slice(batch.Heatmap, batch, index), Slice(batch.BoxSize, batch, index),
            Slice(batch.Offset, batch, index), Slice(batch.Mask, batch, index));
    }

    private static Span<T> Slice<T>(Span<T> all, TrainingBatch batch, int index)
    {
        int length = all.Length / batch.Count;
        return all.Slice(index * length, length);
    }

    private static Annotation[] Map(IReadOnlyList<Annotation> annotations, DegradationPlan plan)
    {
        IReadOnlyList<Rect2d> boxes = plan.MapBoxes([.. annotations.Select(annotation => annotation.Box)]);
        return [.. annotations.Zip(boxes, (annotation, box) => new Annotation(box, annotation.ClassId))];
    }

    private static void WriteRgb(Mat bgr, Span<byte> pixels)
    {
        using Mat rgb = new();
        Cv2.CvtColor(bgr, rgb, ColorConversionCodes.BGR2RGB);
        MemoryMarshal.AsBytes(rgb.AsSpan<Vec3b>()).CopyTo(pixels);
    }

    /// <exception cref="DataSetException">A box is not finite, has no area or names no class.</exception>
    /// <exception cref="ArgumentException">There is no image, or no box in any image.</exception>
    public static void RequireTrainable(AnnotatedDataSet dataSet)
    {
        if (dataSet.Images.Count == 0)
            throw new ArgumentException("The training set holds no image; expected at least one.", nameof(dataSet));
        if (dataSet.BoxCount == 0)
            throw new ArgumentException(
                $"None of the {dataSet.Images.Count} training images has a box; expected at least one object to "
                + "learn from.", nameof(dataSet));
        RequireSound(dataSet, minimumSide: double.Epsilon);
    }

    /// <param name="dataSet">The set.</param>
    /// <param name="minimumSide">
    /// Least width and height of a box; 0 lets pass boxes without area, which a measurement counts as objects that
    /// nothing finds.
    /// </param>
    /// <exception cref="DataSetException">A box is not finite, too small or names no class.</exception>
    public static void RequireSound(AnnotatedDataSet dataSet, double minimumSide)
    {
        foreach (AnnotatedImage image in dataSet.Images)
            foreach (Annotation annotation in image.Annotations)
                RequireSound(image, annotation, dataSet.ClassNames.Count, minimumSide);
    }

    private static void RequireSound(AnnotatedImage image, Annotation annotation, int classes, double minimumSide)
    {
        Rect2d box = annotation.Box;
        bool finite = double.IsFinite(box.X)
            && double.IsFinite(box.Y)
            && double.IsFinite(box.Width)
            && double.IsFinite(box.Height);
        if (!finite || box.Width < minimumSide || box.Height < minimumSide)
            throw new DataSetException(
                image.Path, null,
                $"a box is {box.X}, {box.Y}, {box.Width} x {box.Height}; expected finite numbers and an area.");
        if (annotation.ClassId < 0 || annotation.ClassId >= classes)
            throw new DataSetException(
                image.Path, null, $"a box has class {annotation.ClassId}; expected 0 to {classes - 1}.");
    }
}
