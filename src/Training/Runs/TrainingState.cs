using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that changes while a network is trained, and nothing else: weights, their average, the optimiser's moments, the step, the best
/// validation. Batches and learning rate follow from the step, so this is what a checkpoint holds.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private readonly WeightAverage _weightAverage;

    /// <summary>Starts from random weights drawn from the options' seed.</summary>
    public TrainingState(AerisTrainerOptions options, int classes)
    {
        random.manual_seed(options.Seed);
        Device = cuda.is_available() ? CUDA : CPU;
        Network = (AerisNetwork)new AerisNetwork(options.NetworkOptions(classes)).to(Device);
        Average = (AerisNetwork)new AerisNetwork(options.NetworkOptions(classes)).to(Device);
        Network.Precision = options.Precision;
        HashSet<string> pretrained = options.InitialWeights is { } start ? InitialWeights.Load(start, Network, Average) : [];
        Optimizer = new AdamW(Network, options.WeightDecay, name => pretrained.Contains(name) ? options.PretrainedLearningShare : 1);
        _weightAverage = new WeightAverage(Average, Network, options.AverageDecay);
        Average.eval();
    }

    public Device Device { get; }

    /// <summary>The network in training.</summary>
    public AerisNetwork Network { get; }

    /// <summary>The average of its weights, in evaluation mode.</summary>
    public AerisNetwork Average { get; }

    public AdamW Optimizer { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>The best validation so far.</summary>
    public ValidationScores? Best { get; set; }

    /// <summary>Every tensor by the name it has in a checkpoint. Owned by the state.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>(
        Prefixed("network.", Network.state_dict()).Concat(Prefixed("average.", Average.state_dict())).Concat(Prefixed("optimizer.", Optimizer.State)));

    /// <summary>Changes weights and average along the gradients, and counts the step.</summary>
    public void Advance(double learningRate)
    {
        Optimizer.Step(learningRate);
        _weightAverage.Update(Step);
        Step++;
    }

    /// <summary>
    /// Chooses the statistics that batch normalisation uses in the next step: those of the batch before the given step, constant ones (the
    /// average's) from it on. All images of a batch have one scale, so batch statistics differ from scale to scale; a network that has
    /// only trained on them fails with the one set of statistics that it has in use.
    /// </summary>
    public void PrepareNormalization(long freezeStep)
    {
        if (Step < freezeStep)
        {
            Network.train();
            return;
        }

        if (Step == freezeStep) CopyStatistics();
        Network.eval();
    }

    /// <summary>Goes on from a checkpoint whose tensors were copied into <see cref="Tensors"/>.</summary>
    public void ContinueFrom(long step, ValidationScores? best)
    {
        Step = Optimizer.Steps = step;
        Best = best;
    }

    public void Dispose()
    {
        Optimizer.Dispose();
        Average.Dispose();
        Network.Dispose();
    }

    private void CopyStatistics()
    {
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> averages = Average.named_buffers().ToDictionary(named => named.name, named => named.buffer);
        foreach ((string name, Tensor buffer) in Network.named_buffers()) buffer.copy_(averages[name]);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(named => new KeyValuePair<string, Tensor>(prefix + named.Key, named.Value));
}
