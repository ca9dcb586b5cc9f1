using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>One step of the algorithm: forward, losses, backward, update.</summary>
internal sealed class TrainingStep(TrainingState state, AerisTrainerOptions options, RunFolder run)
{
    private readonly AerisLoss _loss = new(new AerisLossWeights { Restoration = options.RestorationWeight });

    /// <summary>
    /// Learns from a batch. Of clean images nothing is restored: their target is the input itself, and as every other correction of theirs is
    /// wrong, a tenth of such batches holds the decoder at bicubic enlargement.
    /// </summary>
    /// <exception cref="TrainingException">Loss or gradient are no numbers: the network is unchanged, the batch is saved in the run's folder.</exception>
    public TrainingLosses Take(TrainingBatch batch, double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        BatchTensors tensors = BatchTensors.From(batch, state.Device);
        OpenCvSharp.Size? restoredSize = options.Restoration == RestorationKind.None || !batch.IsDegraded ? null : batch.CleanSize;
        AerisOutput output = state.Network.call(tensors.Images, restoredSize);
        AerisLossTerms terms = _loss.Compute(output, tensors.Targets, tensors.Clean);

        state.Network.zero_grad();
        terms.Total.backward();
        double gradientNorm = nn.utils.clip_grad_norm_(state.Network.parameters(), options.MaximumGradientNorm);
        TrainingLosses losses = TrainingLosses.Of(terms, gradientNorm);
        if (!double.IsFinite(losses.Total + gradientNorm)) throw Fault(batch, losses);
        state.Advance(learningRate);
        return losses;
    }

    private TrainingException Fault(TrainingBatch batch, TrainingLosses losses)
    {
        string path = run.FaultyBatch(batch.Step);
        batch.Save(path);
        return new TrainingException(
            $"The loss of step {batch.Step} is {losses.Total}, its gradient {losses.GradientNorm}; expected finite numbers. "
            + $"The batch was saved as '{path}' (images: {string.Join(", ", batch.Names)}).");
    }
}
