using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that changes while a network is trained, and nothing else: weights, their average, the optimiser's moments, the
/// step, the best validation. Batches and learning rate follow from the step, so this is what a checkpoint holds.
/// </summary>
internal sealed class TrainingState<TNetwork> : IDisposable
    where TNetwork : nn.Module
{
    private readonly WeightAverage _weightAverage;

    /// <summary>Starts from random weights drawn from the options' seed.</summary>
    /// <param name="options">Of the optimiser and the average.</param>
    /// <param name="build">Builds a network.</param>
    /// <param name="prepare">
    /// Gives the network and its average other weights, and returns the names of those that shall learn at another
    /// share of the learning rate.
    /// </param>
    /// <param name="share">That share.</param>
    public TrainingState(
        TrainerOptions options, Func<TNetwork> build, Func<TNetwork, TNetwork, IReadOnlySet<string>>? prepare = null,
        double share = 1)
    {
        random.manual_seed(options.Seed);
        Device = cuda.is_available() ? CUDA : CPU;
        // its ten bits are too few for the comparison of an exported model
        if (Device.type == DeviceType.CUDA) backends.cudnn.allow_tf32 = false;
        Network = (TNetwork)build().to(Device);
        Average = (TNetwork)build().to(Device);
        Slowed = prepare?.Invoke(Network, Average) ?? new HashSet<string>();
        Optimizer = new AdamW(Network, options.WeightDecay, name => Slowed.Contains(name) ? share : 1);
        _weightAverage = new WeightAverage(Average, Network, options.AverageDecay);
        Average.eval();
    }

    public Device Device { get; }

    /// <summary>The network in training.</summary>
    public TNetwork Network { get; }

    /// <summary>The average of its weights, in evaluation mode.</summary>
    public TNetwork Average { get; }

    /// <summary>Names of the parameters that learn at another share of the learning rate.</summary>
    public IReadOnlySet<string> Slowed { get; }

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
    /// Chooses the statistics that batch normalisation uses in the next step: those of the batch before the given step,
    /// constant ones (the average's) from it on. All images of a batch have one scale, so batch statistics differ from
    /// scale to scale; a network that has only trained on them fails with the one set of statistics that it has in use.
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
        Dictionary<string, Tensor> averages = Average.named_buffers()
            .ToDictionary(named => named.name, named => named.buffer);
        foreach ((string name, Tensor buffer) in Network.named_buffers()) buffer.copy_(averages[name]);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(named => new KeyValuePair<string, Tensor>(prefix + named.Key, named.Value));
}
