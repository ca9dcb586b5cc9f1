using Size = OpenCvSharp.Size;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of AERIS learns from: the objects in the degraded images, and the clean images behind them.
/// </summary>
internal sealed class AerisStep(AerisNetwork network, AerisTrainerOptions options)
{
    private readonly AerisLoss _loss = new(new AerisLossWeights { Restoration = options.RestorationWeight });

    /// <summary>The state that a run starts from.</summary>
    /// <param name="options">Options of the run.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="pretrained">
    /// Where a checkpoint will restore all values: what of them came from
    /// <see cref="AerisTrainerOptions.InitialWeights"/>, which are not read then. Default null: they are.
    /// </param>
    /// <exception cref="TrainingException">There is nothing to start from, or it does not fit.</exception>
    public static TrainingState<AerisNetwork> Start(
        AerisTrainerOptions options, int classes, PretrainedParts? pretrained = null)
    {
        return new TrainingState<AerisNetwork>(
            options, () => new AerisNetwork(options.NetworkOptions(classes)), Prepare, options.PretrainedLearningShare);

        HashSet<string> Prepare(AerisNetwork network, AerisNetwork average)
        {
            network.Precision = options.Precision;
            if (options.InitialWeights is not { } start) return [];
            return pretrained is null
                ? InitialWeights.Load(start, network, average)
                : pretrained.ApplyTo(network, average);
        }
    }

    /// <summary>
    /// Runs the network on a batch. Of clean images nothing is restored: their target is the input itself, and
    /// restoring them too held the decoder at bicubic enlargement.
    /// </summary>
    public LossTerms Losses(TrainingBatch batch, BatchTensors tensors)
    {
        Size? restoredSize = options.Restoration == RestorationKind.None || !batch.IsDegraded ? null : batch.CleanSize;
        AerisOutput output = network.call(tensors.Images, restoredSize);
        AerisLossTerms terms = _loss.Compute(output, tensors.Targets, tensors.Clean);
        return new LossTerms()
            .Add("heatmap", terms.Heatmap)
                .Add("boxSize", terms.BoxSize).Add("centerOffset", terms.CenterOffset)
                .Add("restoration", terms.Restoration);
    }
}
