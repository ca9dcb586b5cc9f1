using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// The loss of AERIS: CenterNet's focal loss on centres and L1 losses on box size and centre offset at centres, plus
/// the L1 distance between the restored and the clean image. A centre counts as much as it is sure. Thread-safe.
/// </summary>
public sealed class AerisLoss
{
    private readonly Scalar _heatmapWeight;
    private readonly Scalar _sizeWeight;
    private readonly Scalar _offsetWeight;
    private readonly Scalar _restorationWeight;
    private readonly Scalar _affinityWeight;

    /// <summary>Creates the loss.</summary>
    /// <param name="weights">Weights of the terms; default those of the paper.</param>
    /// <exception cref="ArgumentOutOfRangeException">A weight is negative or not finite.</exception>
    /// <exception cref="TorchUnavailableException">libtorch cannot be loaded.</exception>
    public AerisLoss(AerisLossWeights? weights = null)
    {
        weights ??= new AerisLossWeights();
        weights.Validate();
        TorchNative.Require();
        _heatmapWeight = weights.Heatmap;
        _sizeWeight = weights.BoxSize / 2; // two components per centre, averaged
        _offsetWeight = weights.CenterOffset / 2;
        _restorationWeight = weights.Restoration;
        _affinityWeight = weights.Affinity;
    }

    /// <summary>Computes the loss of one batch, differentiable with respect to the output.</summary>
    /// <param name="output">What the network computed.</param>
    /// <param name="targets">What it should have computed.</param>
    /// <param name="clean">
    /// The clean images, RGB in [0, 1], of the restored images' shape; not read where nothing was restored.
    /// </param>
    /// <returns>
    /// <c>heatmap</c> (focal loss of the centres), <c>boxSize</c> and <c>centerOffset</c> (L1 at centres), and
    /// <c>restoration</c> (L1 of the restored image) where something was restored; <c>affinity</c> where two branches
    /// gave features to compare.
    /// </returns>
    /// <exception cref="ArgumentException">A restored image without its clean one.</exception>
    public LossTerms Compute(AerisOutput output, CenterTargets targets, Tensor? clean)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(targets);
        if (output.Restored is not null && clean is null)
            throw new ArgumentException(
                "The network restored an image; expected the clean image to compare it with.", nameof(clean));

        Tensor centres = targets.Mask.sum().clamp_min(HeldScalars.One);
        Tensor heatmap = CenterFocalLoss.Compute(output.Heatmap, targets.Heatmap, targets.Mask)
            .mul(_heatmapWeight);
        Tensor size = MaskedL1(output.BoxSize, targets.BoxSize, targets.Mask).div(centres).mul(_sizeWeight);
        Tensor offset = MaskedL1(output.CenterOffset, targets.CenterOffset, targets.Mask)
            .div(centres).mul(_offsetWeight);
        Tensor? restoration = output.Restored is { } restored
            ? nn.functional.l1_loss(restored, clean!).mul(_restorationWeight)
            : null;
        return new LossTerms()
            .Add("heatmap", heatmap)
            .Add("boxSize", size)
            .Add("centerOffset", offset)
            .Add("restoration", restoration)
            .Add("affinity", Affinity(output));
    }

    private Tensor? Affinity(AerisOutput output)
    {
        if (output.Features is not { } features) return null;
        long[] image = output.Restored!.shape;
        OpenCvSharp.Size places = new(
            (int)image[3] / FeatureAffinity.Stride, (int)image[2] / FeatureAffinity.Stride);
        return FeatureAffinity.Distance(features.Detection, features.SuperResolution, places).mul(_affinityWeight);
    }

    private static Tensor MaskedL1(Tensor prediction, Tensor target, Tensor mask) =>
        prediction.sub(target).abs().mul(mask).sum();
}
