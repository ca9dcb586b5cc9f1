using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of a front-end learns from, by goal. The detector computes with its constant statistics for every goal.
/// </summary>
internal sealed class SuperResolutionLosses : IDisposable
{
    private readonly SuperResolutionRecipe _recipe;
    private readonly FrontEndNetwork _network;
    private readonly TrainedNetwork? _served;
    private readonly DetectorFeatures? _features;
    private readonly FrozenParameters? _frozen;
    private readonly AerisLoss _loss = new();
    private readonly Scalar _imageWeight;

    public SuperResolutionLosses(FrontEndNetwork network, SuperResolutionRecipe recipe)
    {
        _recipe = recipe;
        _network = network;
        _imageWeight = recipe.ImageWeight;
        if (recipe.Goal is not (SuperResolutionGoal.TaskDriven or SuperResolutionGoal.FeatureDriven)) return;
        Device device = network.Enlarger.parameters().First().device;
        if (recipe.IsServedAsFile)
        {
            _features = DetectorFeatures.Load(recipe.Detector!, recipe.Precision, device);
            return;
        }
        _served = TrainedNetwork.Load(recipe.Detector!);
        _served.Network.to(device);
        _served.Network.Precision = recipe.Precision;
        _frozen = new FrozenParameters(_served.Network);
    }

    /// <summary>The detector that gives the loss; none for fidelity, and for features of a file.</summary>
    public AerisNetwork Detector => _network.Detector ?? _served!.Network;

    /// <summary>Enlarges a batch and compares.</summary>
    /// <exception cref="TrainingException">
    /// The degraded images have another size than the network enlarges from.
    /// </exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        if (!_recipe.Network.Architecture.TakesAnySize)
            batch.RequireScale(
                _recipe.Network.Scale, $", or the architecture {SuperResolutionArchitecture.AnyScale}");
        Tensor enlarged = _network.Enlarger.call(tensors.Images, batch.CleanSize);
        LossTerms terms = new LossTerms()
            .Add("image", nn.functional.l1_loss(enlarged, tensors.Clean).mul(_imageWeight));
        using Scalar weight = TaskWeight(batch.Step);
        return _recipe.Goal switch
        {
            SuperResolutionGoal.TaskDriven => terms.Add("task", Detection(enlarged, tensors).mul(weight)),
            SuperResolutionGoal.FeatureDriven => terms.Add("features", Features(enlarged, tensors).mul(weight)),
            SuperResolutionGoal.Joint => Joint(terms, enlarged, tensors, weight),
            _ => terms,
        };
    }

    public void Dispose()
    {
        _features?.Dispose();
        _frozen?.Dispose();
        _served?.Dispose();
    }

    /// <summary>
    /// The enlarger learns from features that the detector of the moment computes, the detector from boxes in enlarged
    /// and in original images; neither through the other's loss.
    /// </summary>
    private LossTerms Joint(LossTerms terms, Tensor enlarged, BatchTensors tensors, Scalar weight)
    {
        using (new FrozenParameters(Detector)) terms.Add("features", Features(enlarged, tensors).mul(weight));
        Tensor onEnlarged = Detection(enlarged.detach(), tensors), onClean = Detection(tensors.Clean, tensors);
        return terms.Add("detector", onEnlarged.Plus(onClean).mul(weight));
    }

    private Tensor Detection(Tensor images, BatchTensors tensors) =>
        _loss.Compute(Detector.call(images, null), tensors.Targets!, null).Total;

    private Tensor Features(Tensor enlarged, BatchTensors tensors)
    {
        IReadOnlyList<Tensor> targets;
        using (no_grad()) targets = FeaturesOf(tensors.Clean);
        return FeatureDistance.Between(FeaturesOf(enlarged), targets);
    }

    private IReadOnlyList<Tensor> FeaturesOf(Tensor images) => _features?.Of(images) ?? Detector.Features(images);

    private double TaskWeight(long step)
    {
        double rise = _recipe.GradualShare * _recipe.Steps;
        return _recipe.AppliedTaskWeight * (rise > step ? step / rise : 1);
    }
}
