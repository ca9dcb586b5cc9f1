using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>What every training has: steps, data, optimiser. Immutable; checked when a trainer is made.</summary>
public abstract record TrainerOptions
{
    private protected TrainerOptions()
    {
    }

    /// <summary>Training steps, each of one batch. At least 1, default 10,000.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Images per step. At least 2, default 8.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>
    /// What makes the network's input from a clean image. Null trains on clean images. Default
    /// <see cref="DegradationPipeline.CocoD"/>.
    /// </summary>
    public DegradationPipeline? Degradation { get; init; } = DegradationPipeline.CocoD;

    /// <summary>How images are varied before they are degraded.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Largest learning rate of AdamW. Above 0, default 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>
    /// Steps over which the learning rate rises to its largest value, before it falls along a cosine; of a short
    /// training at most half of its steps. At least 0, default 500.
    /// </summary>
    public int WarmupSteps { get; init; } = 500;

    /// <summary>AdamW's weight decay. At least 0, default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>
    /// Gradients longer than this (L2 over all parameters) are shortened to it. Above 0, default 35 as in AERIS.
    /// </summary>
    public double MaximumGradientNorm { get; init; } = 35;

    /// <summary>
    /// Share that the moving average of the weights keeps per step; the average is what is validated and exported. In
    /// [0, 1), default 0.999.
    /// </summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Number format of the convolutions. Default <see cref="Precision.Mixed"/>.</summary>
    public Precision Precision { get; init; } = Precision.Mixed;

    /// <summary>Seed of the initial weights and of every draw. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Threads that libtorch, OpenCV and a validating detector compute with. Default 0: one per processor core.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>
    /// Threads that make batches beside the training thread. Default 0: one where the processor trains, one per further
    /// core and at most eight where a GPU does.
    /// </summary>
    public int LoaderThreads { get; init; }

    /// <summary>Steps between checkpoints; there is always one at the end. At least 1, default 500.</summary>
    public int CheckpointInterval { get; init; } = 500;

    /// <summary>How many threads make batches when the network is trained on a device.</summary>
    internal int LoaderThreadsFor(TorchSharp.DeviceType device)
    {
        if (LoaderThreads > 0) return LoaderThreads;
        return device == TorchSharp.DeviceType.CUDA ? Math.Clamp(Environment.ProcessorCount - 1, 1, 8) : 1;
    }

    internal virtual void Validate()
    {
        RequireAtLeast(Steps, 1, nameof(Steps));
        RequireAtLeast(BatchSize, 2, nameof(BatchSize));
        RequireAtLeast(WarmupSteps, 0, nameof(WarmupSteps));
        RequireAtLeast(Threads, 0, nameof(Threads));
        RequireAtLeast(LoaderThreads, 0, nameof(LoaderThreads));
        RequireAtLeast(CheckpointInterval, 1, nameof(CheckpointInterval));
        Require(LearningRate > 0 && double.IsFinite(LearningRate), LearningRate, nameof(LearningRate), "above 0");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay, nameof(WeightDecay), "at least 0");
        Require(MaximumGradientNorm > 0, MaximumGradientNorm, nameof(MaximumGradientNorm), "above 0");
        Require(AverageDecay is >= 0 and < 1, AverageDecay, nameof(AverageDecay), "in [0, 1)");
        Require(Enum.IsDefined(Precision), Precision, nameof(Precision), "a known number format");
        Augmentation.Validate();
    }

    private protected void RequireAtLeast(int value, int minimum, string name) =>
        Require(value >= minimum, value, name, $"at least {minimum}");

    private protected void Require(bool condition, object value, string name, string expected)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(name, value, $"{GetType().Name}.{name} must be {expected}.");
    }
}
