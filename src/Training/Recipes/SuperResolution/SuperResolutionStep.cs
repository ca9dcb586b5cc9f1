using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of a front-end learns from, by recipe. The detector computes with its constant statistics in every
/// recipe.
/// </summary>
internal sealed class SuperResolutionStep : IDisposable
{
    private readonly SuperResolutionTrainerOptions _options;
    private readonly FrontEndNetwork _network;
    private readonly TrainedNetwork? _frozen;
    private readonly AerisLoss _loss = new();
    private readonly Scalar _imageWeight;

    public SuperResolutionStep(FrontEndNetwork network, SuperResolutionTrainerOptions options)
    {
        _options = options;
        _network = network;
        _imageWeight = options.ImageWeight;
        if (options.Recipe is not (SuperResolutionRecipe.TaskDriven or SuperResolutionRecipe.FeatureDriven)) return;
        _frozen = TrainedNetwork.Load(options.Detector!);
        _frozen.Network.to(network.Enlarger.parameters().First().device);
        _frozen.Network.Precision = options.Precision;
        Learn(_frozen.Network, false);
    }

    /// <summary>The detector that gives the loss; none for fidelity.</summary>
    public AerisNetwork Detector => _network.Detector ?? _frozen!.Network;

    /// <summary>Enlarges a batch and compares.</summary>
    public LossTerms Losses(TrainingBatch batch, BatchTensors tensors)
    {
        Tensor enlarged = _network.Enlarger.call(tensors.Images, batch.CleanSize);
        LossTerms terms = new LossTerms()
            .Add("image", nn.functional.l1_loss(enlarged, tensors.Clean).mul(_imageWeight));
        using Scalar weight = TaskWeight(batch.Step);
        return _options.Recipe switch
        {
            SuperResolutionRecipe.TaskDriven => terms.Add("task", Detection(enlarged, tensors).mul(weight)),
            SuperResolutionRecipe.FeatureDriven => terms.Add("features", Features(enlarged, tensors).mul(weight)),
            SuperResolutionRecipe.Joint => Joint(terms, enlarged, tensors, weight),
            _ => terms,
        };
    }

    public void Dispose() => _frozen?.Dispose();

    /// <summary>
    /// The enlarger learns from features that the detector of the moment computes, the detector from boxes in enlarged
    /// and in original images; neither through the other's loss.
    /// </summary>
    private LossTerms Joint(LossTerms terms, Tensor enlarged, BatchTensors tensors, Scalar weight)
    {
        Learn(Detector, false);
        terms.Add("features", Features(enlarged, tensors).mul(weight));
        Learn(Detector, true);
        Tensor onEnlarged = Detection(enlarged.detach(), tensors), onClean = Detection(tensors.Clean, tensors);
        return terms.Add("detector", onEnlarged.Plus(onClean).mul(weight));
    }

    private Tensor Detection(Tensor images, BatchTensors tensors) =>
        _loss.Compute(Detector.call(images, null), tensors.Targets, null).Total;

    private Tensor Features(Tensor enlarged, BatchTensors tensors)
    {
        IReadOnlyList<Tensor> targets;
        using (no_grad()) targets = Detector.Features(tensors.Clean);
        return FeatureDistance.Between(Detector.Features(enlarged), targets);
    }

    private double TaskWeight(long step)
    {
        double rise = _options.GradualShare * _options.Steps;
        return _options.AppliedTaskWeight * (rise > step ? step / rise : 1);
    }

    private static void Learn(AerisNetwork network, bool learns)
    {
        network.eval();
        foreach (Tensor parameter in network.parameters()) parameter.requires_grad = learns;
    }
}
