using DetectionSdk.Evaluation;
using TorchSharp;
using static TorchSharp.torch;
using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of a segmenter learns from: the classes' cross-entropy; from the second stage on the rebuilt picture;
/// from the third on the affinity of the features; each where the arm has it.
/// </summary>
internal sealed class SegmentationLosses(SegmentationNetwork network, SegmentationRecipe recipe)
{
    private static readonly Scalar None = (long)LabelMap.None;

    private readonly Scalar _superResolutionWeight = recipe.SuperResolutionWeight;
    private readonly Scalar _affinityWeight = recipe.AffinityWeight;

    /// <summary>Runs the network on a batch and compares.</summary>
    /// <exception cref="TrainingException">The network answers at another size than the labels have.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        RequireSize(batch);
        SegmentationAnswer answer = network.call(tensors.Images, batch.Step >= recipe.FirstOfStage(1));
        LossTerms terms = new LossTerms().Add("classes", CrossEntropy(answer.Logits, tensors.LabelMaps!));
        if (answer.Image is { } image)
            terms.Add("superResolution", nn.functional.mse_loss(image, tensors.Clean).mul(_superResolutionWeight));
        if (answer.Features is { } features && batch.Step >= recipe.FirstOfStage(2))
            terms.Add("affinity", Affinity(features, batch.CleanSize).mul(_affinityWeight));
        return terms;
    }

    /// <summary>The mean over the pixels that show a class; 0 where none does.</summary>
    /// <param name="logits">(B, classes, H, W).</param>
    /// <param name="labels">Classes, or <see cref="LabelMap.None"/>, (B, H, W) bytes.</param>
    internal static Tensor CrossEntropy(Tensor logits, Tensor labels)
    {
        Tensor classes = labels.to(ScalarType.Int64);
        Tensor count = classes.ne(None).to(ScalarType.Float32).sum().clamp_min(HeldScalars.One);
        return nn.functional
            .cross_entropy(logits, classes, ignore_index: LabelMap.None, reduction: nn.Reduction.Sum).div(count);
    }

    private static Tensor Affinity((Tensor Segmentation, Tensor SuperResolution) features, Size image) =>
        FeatureAffinity.Distance(
            features.Segmentation, features.SuperResolution,
            new Size(image.Width / FeatureAffinity.Stride, image.Height / FeatureAffinity.Stride));

    private void RequireSize(TrainingBatch batch)
    {
        int factor = network.Options.Factor;
        Size answered = new(factor * batch.InputSize.Width, factor * batch.InputSize.Height);
        if (answered == batch.CleanSize) return;
        throw new TrainingException(
            $"The degradation makes {batch.InputSize.Width} x {batch.InputSize.Height} pixels of crops of "
            + $"{batch.CleanSize.Width}; the arm {recipe.Arm} answers at {factor} times that and expects "
            + $"{batch.CleanSize.Width / factor} x {batch.CleanSize.Height / factor}.");
    }
}
