using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// All that changes while a network is trained, and nothing else: weights, their average, the optimiser's moments, the
/// step, the best validation. Batches, stage and learning rate follow from the step, so this is what a checkpoint
/// holds. The networks belong to the plan.
/// </summary>
internal sealed class TrainingState : IDisposable
{
    private readonly WeightAverage _weightAverage;
    private ScheduledStage? _stage;

    /// <summary>Starts from the weights that the plan's network has.</summary>
    public TrainingState(TrainingPlan plan, TrainingRecipe recipe)
    {
        Network = plan.Network;
        Average = plan.Average;
        Device = Network.parameters().First().device;
        Optimizer = new AdamW(Network, recipe.WeightDecay);
        _weightAverage = new WeightAverage(Average, Network, recipe.AverageDecay);
        Average.eval();
    }

    public Device Device { get; }

    /// <summary>The network in training.</summary>
    public nn.Module Network { get; }

    /// <summary>The average of its weights, in evaluation mode.</summary>
    public nn.Module Average { get; }

    public AdamW Optimizer { get; }

    /// <summary>Steps done.</summary>
    public long Step { get; private set; }

    /// <summary>The best validation so far.</summary>
    public ValidationScores? Best { get; set; }

    /// <summary>The last step that was validated.</summary>
    public long ValidatedStep { get; set; }

    /// <summary>Whether no step is half done, so that the state may be saved.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Every tensor by the name it has in a checkpoint. Owned by plan and optimiser.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => new Dictionary<string, Tensor>(
        Prefixed("network.", Network.state_dict())
            .Concat(Prefixed("average.", Average.state_dict()))
            .Concat(Prefixed("optimizer.", Optimizer.State)));

    /// <summary>
    /// Begins or resumes a stage: what learns, how fast, and whose statistics the normalisations use. Does nothing
    /// within the stage.
    /// </summary>
    public void Enter(ScheduledStage stage)
    {
        if (stage == _stage) return;
        _stage = stage;
        if (Step == stage.First && stage.Stage.Restarts) Optimizer.Forget();
        Optimizer.Steps = Step - stage.CurveStart;
        Optimizer.Use(stage.Stage.RateFactor);
        foreach ((string name, Parameter parameter) in Network.named_parameters())
            parameter.requires_grad = stage.Stage.Learns(name);
        ChooseStatistics(stage);
    }

    /// <summary>Changes weights and average along the gradients, and counts the step.</summary>
    public void Advance(double learningRate)
    {
        IsWhole = false;
        Optimizer.Step(learningRate);
        _weightAverage.Update(Step);
        Step++;
        IsWhole = true;
    }

    /// <summary>Goes on from a checkpoint whose tensors were copied into <see cref="Tensors"/>.</summary>
    public void ContinueFrom(long step, ValidationScores? best, long validatedStep)
    {
        Step = step;
        Best = best;
        ValidatedStep = validatedStep;
    }

    public void Dispose() => Optimizer.Dispose();

    /// <summary>
    /// All images of a batch have one scale, so batch statistics differ from scale to scale; a network that has only
    /// trained on them fails with the one set of statistics that it has in use. So stages end with constant ones.
    /// </summary>
    private void ChooseStatistics(ScheduledStage stage)
    {
        using IDisposable noGradient = no_grad();
        Network.eval();
        Dictionary<string, nn.Module> averages =
            Average.named_modules().ToDictionary(named => named.name, named => named.module);
        foreach ((string name, nn.Module module) in Network.named_modules())
        {
            if (module is not BatchNormalization normalization) continue;
            normalization.train(stage.Stage.UsesBatchStatistics(name));
            if (!normalization.training && Step == stage.First)
                normalization.CopyStatistics((BatchNormalization)averages[name]);
        }
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Prefixed(
        string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(named => new KeyValuePair<string, Tensor>(prefix + named.Key, named.Value));
}
