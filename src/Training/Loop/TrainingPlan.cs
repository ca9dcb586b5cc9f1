using DetectionSdk.Evaluation;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>What a recipe makes of its options for one run: all that the loop needs. Owns what it holds.</summary>
internal sealed class TrainingPlan : IDisposable
{
    /// <summary>The network to train.</summary>
    public required nn.Module Network { get; init; }

    /// <summary>A second one of the same shape, which holds the average of its weights; what is exported.</summary>
    public required nn.Module Average { get; init; }

    /// <summary>The stages in order; together as many steps as the recipe.</summary>
    public required IReadOnlyList<Stage> Stages { get; init; }

    /// <summary>Where batches come from.</summary>
    public required SampleSource Samples { get; init; }

    /// <summary>Runs the network on a batch and compares.</summary>
    public required Func<TrainingBatch, BatchTensors, LossTerms> Losses { get; init; }

    /// <summary>
    /// Writes the averaged network as <see cref="RunFolder.CandidateModel"/>, and further models that ship with it.
    /// </summary>
    public required Action<RunFolder> Export { get; init; }

    /// <summary>Steps between validations, and what measures an exported model; null: the recipe has none.</summary>
    public (int Interval, Func<string, CocoScores> Measure)? Validation { get; init; }

    /// <summary>
    /// What is done with <see cref="RunFolder.BestModel"/> when the last step is done; returns what is concluded, in
    /// words. Null: nothing.
    /// </summary>
    public Func<RunFolder, string>? Conclude { get; init; }

    /// <summary>What came from the weights that the run starts from; null where all are random.</summary>
    public PretrainedParts? Pretrained { get; init; }

    /// <summary>A network that losses compare with, and that is not trained; null without one.</summary>
    public IDisposable? Helper { get; init; }

    public void Dispose()
    {
        Samples.Dispose();
        Helper?.Dispose();
        Average.Dispose();
        Network.Dispose();
    }
}
