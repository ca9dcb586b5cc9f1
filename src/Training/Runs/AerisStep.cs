using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>What a step of AERIS learns from: the objects in the degraded images, and the clean images behind them.</summary>
internal sealed class AerisStep(AerisNetwork network, AerisTrainerOptions options)
{
    private readonly AerisLoss _loss = new(new AerisLossWeights { Restoration = options.RestorationWeight });

    /// <summary>The state that a run starts from.</summary>
    public static TrainingState<AerisNetwork> Start(AerisTrainerOptions options, int classes)
    {
        return new TrainingState<AerisNetwork>(options, () => new AerisNetwork(options.NetworkOptions(classes)), Prepare, options.PretrainedLearningShare);

        HashSet<string> Prepare(AerisNetwork network, AerisNetwork average)
        {
            network.Precision = options.Precision;
            return options.InitialWeights is { } start ? InitialWeights.Load(start, network, average) : [];
        }
    }

    /// <summary>
    /// Runs the network on a batch. Of clean images nothing is restored: their target is the input itself, and restoring them too held the decoder at bicubic
    /// enlargement.
    /// </summary>
    public LossTerms Losses(TrainingBatch batch, BatchTensors tensors)
    {
        Size? restoredSize = options.Restoration == RestorationKind.None || !batch.IsDegraded ? null : batch.CleanSize;
        AerisOutput output = network.call(tensors.Images, restoredSize);
        AerisLossTerms terms = _loss.Compute(output, tensors.Targets, tensors.Clean);
        return new LossTerms()
            .Add("heatmap", terms.Heatmap).Add("boxSize", terms.BoxSize).Add("centerOffset", terms.CenterOffset).Add("restoration", terms.Restoration);
    }
}
