using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using OpenCvSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Batches of photographs: read, vary, degrade, draw targets where a recipe asks for them. Every draw is seeded by
/// (seed, step, index). Thread-safe.
/// </summary>
/// <param name="dataSet">The photographs. Those without boxes train as negatives.</param>
/// <param name="augmentation">How they are varied.</param>
/// <param name="degradation">What makes the network's input from a varied photograph; null: nothing does.</param>
/// <param name="batchSize">Images per step.</param>
/// <param name="seed">Seed of every draw.</param>
internal sealed class PhotographSource(
    AnnotatedDataSet dataSet, AugmentationOptions augmentation, DegradationPipeline? degradation, int batchSize,
    int seed) : SampleSource
{
    // Streams of draws that must not repeat one another.
    private const int Augment = 1, Degrade = 2, Clean = 3;

    /// <summary>Share of batches that are left clean. Default 0.</summary>
    public double CleanShare { get; init; }

    /// <summary>What both sides of the degraded images are rounded to multiples of. Default 1.</summary>
    public int SizeMultiple { get; init; } = 1;

    /// <summary>
    /// Side of the square that the detector will fit larger photographs into; they are varied as it sees them. Default
    /// null: as they are.
    /// </summary>
    public int? InputSide { get; init; }

    /// <summary>Of which images targets are drawn. Default of none.</summary>
    public TargetFrame Targets { get; init; }

    /// <summary>What joins the annotations as less sure targets. Default null: nothing.</summary>
    public TeacherAnswers? Teacher { get; init; }

    /// <summary>Whether the classes of the clean images' pixels come with them. Default no.</summary>
    public bool ReadsLabelMaps { get; init; }

    public override TrainingBatch Make(long step)
    {
        Size clean = new(augmentation.CropSize, augmentation.CropSize);
        IReadOnlyList<DegradationPlan>? plans = SamplePlans(step, clean);
        Size input = plans is null ? clean : plans[0].OutputSize;
        TrainingBatch batch = new(step, batchSize, input, clean, MapsFor(input, clean), ReadsLabelMaps)
        {
            IsDegraded = plans is not null,
        };
        int[] indices = BatchOrder.Indices(seed, step, batchSize, dataSet.Images.Count);
        for (int i = 0; i < batchSize; i++) Add(batch, i, dataSet.Images[indices[i]], plans?[i]);
        return batch;
    }

    private CenterMaps? MapsFor(Size input, Size clean) => Targets == TargetFrame.None
        ? null
        : new CenterMaps(batchSize, dataSet.ClassNames.Count, Targets == TargetFrame.Clean ? clean : input);

    private IReadOnlyList<DegradationPlan>? SamplePlans(long step, Size clean)
    {
        bool leaveClean = degradation is null
            || new SubtractiveRandom(Seeds.Derive(seed, Clean, step)).NextDouble() < CleanShare;
        if (leaveClean) return null;
        return degradation!.WithSharedSize(SizeMultiple)
            .SampleBatch(Seeds.Derive(seed, Degrade, step), batchSize, clean);
    }

    private void Add(TrainingBatch batch, int index, AnnotatedImage source, DegradationPlan? plan)
    {
        using Mat image = source.Read();
        SubtractiveRandom random = new(Seeds.Derive(seed, Augment, batch.Step, index));
        Augmentation drawn = Augmentation.Draw(random, image.Size(), augmentation.Scaled(FactorOf(image.Size())));
        using Mat clean = drawn.Apply(image);
        using Mat? degraded = plan?.Apply(clean);
        batch.Names.Add(source.Name);
        batch.Write(index, degraded ?? clean, clean);
        if (ReadsLabelMaps) AddLabels(batch, index, source, drawn);
        if (batch.Targets is not { } targets) return;

        targets.Draw(index, Place(source.Annotations));
        foreach (ScoredBox found in Teacher?.Of(source) ?? [])
            targets.Draw(index, Place([new Annotation(found.Box, found.ClassId)]), (float)found.Score);

        IReadOnlyList<Annotation> Place(IEnumerable<Annotation> annotations)
        {
            IReadOnlyList<Annotation> placed = drawn.Map(annotations, augmentation.MinimumVisibility);
            return plan is null || Targets == TargetFrame.Clean ? placed : Map(placed, plan);
        }
    }

    private static void AddLabels(TrainingBatch batch, int index, AnnotatedImage source, Augmentation drawn)
    {
        using Mat labels = source.LabelMap!.Read(source.Size), varied = drawn.ApplyToLabels(labels);
        batch.WriteLabels(index, varied);
    }

    private double FactorOf(Size image) =>
        InputSide is { } side ? Math.Min(1, (double)side / Math.Max(image.Width, image.Height)) : 1;

    private static Annotation[] Map(IReadOnlyList<Annotation> annotations, DegradationPlan plan)
    {
        IReadOnlyList<Rect2d> boxes = plan.MapBoxes([.. annotations.Select(annotation => annotation.Box)]);
        return [.. annotations.Zip(boxes, (annotation, box) => new Annotation(box, annotation.ClassId))];
    }
}
