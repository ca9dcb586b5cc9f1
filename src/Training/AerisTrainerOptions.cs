using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>How an <see cref="AerisTrainer"/> trains. Immutable; checked when the trainer is made.</summary>
public sealed record AerisTrainerOptions
{
    /// <summary>Training steps, each of one batch. At least 1, default 10,000.</summary>
    public int Steps { get; init; } = 10_000;

    /// <summary>Images per step. At least 2 (batch normalisation needs several values), default 8.</summary>
    public int BatchSize { get; init; } = 8;

    /// <summary>Factor on all channel counts of the network, see <see cref="AerisNetworkOptions.Width"/>. Default 0.5.</summary>
    public double Width { get; init; } = 0.5;

    /// <summary>Channels of the network's last stage, see <see cref="AerisNetworkOptions.LastStageChannels"/>. Default null.</summary>
    public int? LastStageChannels { get; init; }

    /// <summary>
    /// What the network starts from. The folder of a former run: all that has the same shape, so the head may find other classes. An ONNX file of a ResNet-18,
    /// for example one trained on ImageNet or an exported model: the encoder, of which only the last stage may have another width, and is then random.
    /// Normalisations that are read keep their statistics. Default null: random weights.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>Share of the learning rate with which an encoder that did not start from random weights learns. In [0, 1], default 0.2.</summary>
    public double PretrainedLearningShare { get; init; } = 0.2;

    /// <summary>The decoder that restores the clean image in training. Default <see cref="RestorationKind.Arbitrary"/>.</summary>
    public RestorationKind Restoration { get; init; } = RestorationKind.Arbitrary;

    /// <summary>Weight of the restoration loss. At least 0, default 0.4 as in AERIS.</summary>
    public double RestorationWeight { get; init; } = 0.4;

    /// <summary>
    /// What makes the network's input from a clean image, in training and in validation; output sizes are rounded to multiples of 32 in
    /// training. Null trains and validates on clean images. Default <see cref="DegradationPipeline.CocoD"/>.
    /// </summary>
    public DegradationPipeline? Degradation { get; init; } = DegradationPipeline.CocoD;

    /// <summary>Share of training batches that are left clean, so that the network keeps seeing what it should not forget. In [0, 1], default 0 as in AERIS.</summary>
    public double CleanShare { get; init; }

    /// <summary>How images are varied before they are degraded.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>Largest learning rate of AdamW. Above 0, default 0.001.</summary>
    public double LearningRate { get; init; } = 0.001;

    /// <summary>Steps over which the learning rate rises to its largest value, before it falls along a cosine. At least 0, default 500.</summary>
    public int WarmupSteps { get; init; } = 500;

    /// <summary>AdamW's weight decay. At least 0, default 0.01.</summary>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>Gradients longer than this (L2 over all parameters) are shortened to it. Above 0, default 35 as in AERIS.</summary>
    public double MaximumGradientNorm { get; init; } = 35;

    /// <summary>
    /// Share of the steps in which batch normalisation uses the statistics of the batch; after them it uses constant ones, as it does when
    /// detecting. All images of a batch have one scale, so a network that only knew batch statistics fails at scales far from the mean.
    /// In [0, 1], default 0.05: a start-up, after which the layers only scale and shift.
    /// </summary>
    public double NormalizationShare { get; init; } = 0.05;

    /// <summary>Share that the moving average of the weights keeps per step; the average is what is validated and exported. In [0, 1), default 0.999.</summary>
    public double AverageDecay { get; init; } = 0.999;

    /// <summary>Number format of the convolutions. Default <see cref="Precision.Mixed"/>.</summary>
    public Precision Precision { get; init; } = Precision.Mixed;

    /// <summary>Seed of the initial weights and of every draw. Default 0.</summary>
    public int Seed { get; init; }

    /// <summary>Threads that libtorch, OpenCV and the validating detector compute with. Default 0: one per processor core.</summary>
    public int Threads { get; init; }

    /// <summary>Threads that make batches beside the training thread. At least 1, default 1.</summary>
    public int LoaderThreads { get; init; } = 1;

    /// <summary>Steps between validations; there is always one at the end. At least 1, default 1,000.</summary>
    public int ValidationInterval { get; init; } = 1000;

    /// <summary>Steps between checkpoints; there is always one at the end. At least 1, default 500.</summary>
    public int CheckpointInterval { get; init; } = 500;

    /// <summary>Options of one arm of the published comparison, all else default.</summary>
    /// <param name="arm">The arm.</param>
    public static AerisTrainerOptions For(TrainingArm arm) => arm switch
    {
        TrainingArm.Clean => new() { Degradation = null, Restoration = RestorationKind.None },
        TrainingArm.Degraded => new() { Restoration = RestorationKind.None },
        TrainingArm.AerisReleased => new() { Restoration = RestorationKind.Released },
        TrainingArm.Aeris => new() { Restoration = RestorationKind.Arbitrary },
        _ => throw new ArgumentOutOfRangeException(nameof(arm), arm, "Not a training arm."),
    };

    internal void Validate()
    {
        RequireAtLeast(Steps, 1, nameof(Steps));
        RequireAtLeast(BatchSize, 2, nameof(BatchSize));
        RequireAtLeast(WarmupSteps, 0, nameof(WarmupSteps));
        RequireAtLeast(Threads, 0, nameof(Threads));
        RequireAtLeast(LoaderThreads, 1, nameof(LoaderThreads));
        RequireAtLeast(ValidationInterval, 1, nameof(ValidationInterval));
        RequireAtLeast(CheckpointInterval, 1, nameof(CheckpointInterval));
        Require(RestorationWeight >= 0 && double.IsFinite(RestorationWeight), RestorationWeight, nameof(RestorationWeight), "at least 0");
        Require(CleanShare is >= 0 and <= 1, CleanShare, nameof(CleanShare), "in [0, 1]");
        Require(LearningRate > 0 && double.IsFinite(LearningRate), LearningRate, nameof(LearningRate), "above 0");
        Require(PretrainedLearningShare is >= 0 and <= 1, PretrainedLearningShare, nameof(PretrainedLearningShare), "in [0, 1]");
        Require(WeightDecay >= 0 && double.IsFinite(WeightDecay), WeightDecay, nameof(WeightDecay), "at least 0");
        Require(MaximumGradientNorm > 0, MaximumGradientNorm, nameof(MaximumGradientNorm), "above 0");
        Require(AverageDecay is >= 0 and < 1, AverageDecay, nameof(AverageDecay), "in [0, 1)");
        Require(NormalizationShare is >= 0 and <= 1, NormalizationShare, nameof(NormalizationShare), "in [0, 1]");
        Require(Enum.IsDefined(Precision), Precision, nameof(Precision), "a known number format");
        NetworkOptions(classes: 1).Validate();
        Augmentation.Validate();
    }

    internal AerisNetworkOptions NetworkOptions(int classes) =>
        new() { Classes = classes, Width = Width, LastStageChannels = LastStageChannels, Restoration = Restoration };

    /// <summary>Larger images are shrunk to the size of the training crops: beyond it the network has seen nothing.</summary>
    internal DetectorExportOptions ExportOptions => new() { InputSize = new OpenCvSharp.Size(Augmentation.CropSize, Augmentation.CropSize) };

    private static void RequireAtLeast(int value, int minimum, string name) => Require(value >= minimum, value, name, $"at least {minimum}");

    private static void Require(bool condition, object value, string name, string expected)
    {
        if (!condition) throw new ArgumentOutOfRangeException(name, value, $"AerisTrainerOptions.{name} must be {expected}.");
    }
}
