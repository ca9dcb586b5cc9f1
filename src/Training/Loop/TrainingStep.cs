using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>One step of training: losses, backward, update.</summary>
/// <param name="state">What is trained.</param>
/// <param name="losses">Runs the network on a batch and compares.</param>
/// <param name="maximumGradientNorm">Longer gradients are shortened to this.</param>
/// <param name="run">Where a faulty batch is saved.</param>
internal sealed class TrainingStep(
    TrainingState state, Func<TrainingBatch, BatchTensors, LossTerms> losses, double maximumGradientNorm, RunFolder run)
{
    /// <summary>Learns from a batch what counts in a stage.</summary>
    /// <exception cref="TrainingException">
    /// Loss or gradient are no numbers: the network is unchanged, the batch is saved in the run's folder.
    /// </exception>
    public TrainingLosses Take(TrainingBatch batch, ScheduledStage stage, double learningRate)
    {
        using DisposeScope scope = NewDisposeScope();
        state.Enter(stage);
        LossTerms terms = losses(batch, BatchTensors.From(batch, state.Device)).Where(stage.Stage.Counts);
        state.Network.zero_grad();
        terms.Total.backward();
        double gradientNorm = nn.utils.clip_grad_norm_(state.Network.parameters(), maximumGradientNorm);
        TrainingLosses numbers = terms.ToNumbers(gradientNorm);
        if (!double.IsFinite(numbers.Total + gradientNorm)) throw Fault(batch, numbers);
        state.Advance(learningRate);
        return numbers;
    }

    private TrainingException Fault(TrainingBatch batch, TrainingLosses numbers)
    {
        string path = run.FaultyBatch(batch.Step);
        batch.Save(path);
        return new TrainingException(
            $"The loss of step {batch.Step} is {numbers.Total}, its gradient {numbers.GradientNorm}; expected finite "
            + "numbers. "
            + $"The batch was saved as '{path}' (images: {string.Join(", ", batch.Names)}).");
    }
}
