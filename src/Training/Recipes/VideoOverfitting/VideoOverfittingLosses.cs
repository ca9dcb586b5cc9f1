using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>L1 of what each network makes of its share of the batch.</summary>
internal sealed class VideoOverfittingLosses(ParallelNetworks networks)
{
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        IReadOnlyList<SuperResolutionNetwork> each = networks.Networks;
        Tensor[] low = tensors.Images.chunk(each.Count), clean = tensors.Clean.chunk(each.Count);
        return new LossTerms().Add("image", stack([.. each.Select((network, i) =>
            nn.functional.l1_loss(network.call(low[i], batch.CleanSize), clean[i]))]).mean());
    }
}
