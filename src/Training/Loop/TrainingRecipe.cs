using System.Collections;
using System.Reflection;
using DetectionSdk.Degradation;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What to train and how: the options of one published system, of which those here are common to all. Immutable;
/// checked when a <see cref="Trainer"/> is made. The recipes are <see cref="AerisRecipe"/> and
/// <see cref="SuperResolutionRecipe"/>.
/// </summary>
public abstract record TrainingRecipe
{
    private protected TrainingRecipe()
    {
    }

    /// <summary>Training steps, each of one batch. At least 1, default 10,000.</summary>
    [Changeable]
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
    [Changeable]
    public double LearningRate { get; init; } = 0.001;

    /// <summary>
    /// Steps over which the learning rate rises to its largest value, before it falls along a cosine; of a short
    /// training at most half of its steps. At least 0, default 500.
    /// </summary>
    [Changeable]
    public int WarmupSteps { get; init; } = 500;

    /// <summary>AdamW's weight decay. At least 0, default 0.01.</summary>
    [Changeable]
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>
    /// Gradients longer than this (L2 over all parameters) are shortened to it. Above 0, default 35 as in AERIS.
    /// </summary>
    [Changeable]
    public double MaximumGradientNorm { get; init; } = 35;

    /// <summary>
    /// Share that the moving average of the weights keeps per step; the average is what is validated and exported. In
    /// [0, 1), default 0.999.
    /// </summary>
    [Changeable]
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Number format of the convolutions. Default <see cref="Precision.Mixed"/>.</summary>
    [Changeable]
    public Precision Precision { get; init; } = Precision.Mixed;

    /// <summary>Seed of the initial weights and of every draw. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>
    /// Threads that libtorch, OpenCV and a validating detector compute with. Default 0: one per processor core.
    /// </summary>
    [Changeable]
    public int Threads { get; init; }

    /// <summary>
    /// Threads that make batches beside the training thread. Default 0: one where the processor trains, one per further
    /// core and at most eight where a GPU does.
    /// </summary>
    [Changeable]
    public int LoaderThreads { get; init; }

    /// <summary>Steps between checkpoints; there is always one at the end. At least 1, default 500.</summary>
    [Changeable]
    public int CheckpointInterval { get; init; } = 500;

    /// <summary>
    /// Validations in a row of which none is the best so far, after which a training ends before its last step. At
    /// least 1; default null: it goes on to the last step, where the learning rate has fallen to zero.
    /// </summary>
    [Changeable]
    public int? Patience { get; init; }

    /// <summary>Makes of the options all that the loop needs. Draws the initial weights from the seed.</summary>
    /// <param name="data">What to train and validate on; <see cref="RequireUsable"/> has let it pass.</param>
    /// <param name="pretrained">
    /// Where a checkpoint will restore all values: what of them came from other weights, which are not read then. Null:
    /// the recipe starts from what its options name.
    /// </param>
    /// <exception cref="TrainingException">There is nothing to start from, or it does not fit.</exception>
    internal abstract TrainingPlan Build(TrainingData data, PretrainedParts? pretrained);

    /// <summary>Refuses data that the recipe cannot use.</summary>
    /// <exception cref="TrainingException">Images, boxes or classes are missing or do not fit.</exception>
    /// <exception cref="Evaluation.DataSetException">A box cannot be learned from.</exception>
    internal abstract void RequireUsable(TrainingData data);

    /// <summary>The recipe of a new run, with what it leaves to the training pictures chosen.</summary>
    internal virtual TrainingRecipe FittedTo(Evaluation.AnnotatedDataSet training) => this;

    /// <summary>The recipe for a rehearsal: without what it measures beside the validation set.</summary>
    internal virtual TrainingRecipe Rehearsed => this;

    /// <summary>
    /// The recipe with full paths of all that it starts from, so that a run can be resumed elsewhere.
    /// </summary>
    internal virtual TrainingRecipe WithFullPaths() => this;

    internal virtual void Validate()
    {
        RequireAtLeast(Steps, 1, nameof(Steps));
        RequireAtLeast(BatchSize, 2, nameof(BatchSize));
        RequireAtLeast(WarmupSteps, 0, nameof(WarmupSteps));
        RequireAtLeast(Threads, 0, nameof(Threads));
        RequireAtLeast(LoaderThreads, 0, nameof(LoaderThreads));
        RequireAtLeast(CheckpointInterval, 1, nameof(CheckpointInterval));
        if (Patience is { } patience) RequireAtLeast(patience, 1, nameof(Patience));
        Require(LearningRate > 0 && double.IsFinite(LearningRate), LearningRate, nameof(LearningRate), "above 0");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay, nameof(WeightDecay), "at least 0");
        Require(MaximumGradientNorm > 0, MaximumGradientNorm, nameof(MaximumGradientNorm), "above 0");
        Require(AverageDecay is >= 0 and < 1, AverageDecay, nameof(AverageDecay), "in [0, 1)");
        Require(Enum.IsDefined(Precision), Precision, nameof(Precision), "a known number format");
        Augmentation.Validate();
    }

    /// <summary>How many threads make batches when the network is trained on a device.</summary>
    internal int LoaderThreadsFor(DeviceType device)
    {
        if (LoaderThreads > 0) return LoaderThreads;
        return device == DeviceType.CUDA ? Math.Clamp(Environment.ProcessorCount - 1, 1, 8) : 1;
    }

    /// <summary>Refuses a change of an option that a run which has begun must keep.</summary>
    /// <exception cref="TrainingException">Such an option differs.</exception>
    internal void RequireChangeable(TrainingRecipe changed, string folder)
    {
        foreach (PropertyInfo option in GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            object? before = option.GetValue(this), after = option.GetValue(changed);
            if (option.IsDefined(typeof(ChangeableAttribute)) || AreEqual(before, after)) continue;
            throw new TrainingException(
                $"The run in '{folder}' was started with {option.Name} {before ?? "(none)"}; {after ?? "(none)"} "
                + "cannot be applied to a run that has begun. Expected the same, or a new run in another folder.");
        }
    }

    /// <summary>
    /// Draws a network and the one that will hold the average of its weights, on the GPU where there is one.
    /// </summary>
    private protected (T Network, T Average) BuildTwice<T>(Func<T> build) where T : nn.Module =>
        BuildTwice(device => (T)build().to(device));

    /// <summary>The same of networks that are made where they are trained.</summary>
    private protected (T Network, T Average) BuildTwice<T>(Func<Device, T> build) where T : nn.Module
    {
        random.manual_seed(Seed);
        Device device = cuda.is_available() ? CUDA : CPU;
        // its ten bits are too few for the comparison of an exported model
        if (device.type == DeviceType.CUDA) backends.cudnn.allow_tf32 = false;
        return (build(device), build(device));
    }

    private protected void RequireAtLeast(int value, int minimum, string name) =>
        Require(value >= minimum, value, name, $"at least {minimum}");

    private protected void Require(bool condition, object value, string name, string expected)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(name, value, $"{GetType().Name}.{name} must be {expected}.");
    }

    private static bool AreEqual(object? before, object? after) =>
        before is DegradationPipeline left && after is DegradationPipeline right
            ? DegradationRecipe.Format(left) == DegradationRecipe.Format(right)
            : before is IEnumerable earlier and not string && after is IEnumerable later
                ? earlier.Cast<object>().SequenceEqual(later.Cast<object>())
                : Equals(before, after);
}
