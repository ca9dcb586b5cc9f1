using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains a network that enlarges in steps and is told of the instances in the picture, after ISFM-FB (Fu et al., 2022;
/// only its idea is known) on the feedback block of SRFBN. It learns from photographs with label maps; regions of the
/// classes in <see cref="Things"/> are instances. The run's <c>best.onnx</c> takes <c>images</c> and <c>instances</c>
/// (<see cref="InstanceMaps"/>).
/// </summary>
public sealed record FeedbackRecipe : TrainingRecipe
{
    internal const int PublishedGroups = 3;

    /// <summary>
    /// Options with the defaults of this training: 2,000 steps of 16 crops of 128 pixels, zoom 0.8 to 1, learning rate
    /// 0.001, gradients up to 1.
    /// </summary>
    public FeedbackRecipe()
    {
        Steps = 2000;
        BatchSize = 16;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 128, MinimumZoom = 0.8, MaximumZoom = 1, ColourJitter = 0 };
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 1;
        AverageDecay = 0.995;
    }

    /// <summary>
    /// Scale, width on 64 channels, and as depth the groups of the block. Default: by four, half the width, 3 groups.
    /// </summary>
    public SuperResolutionOptions Network { get; init; } = new() { Width = 0.5 };

    /// <summary>Steps of the feedback, each of which gives a picture. At least 1, default 4 as published.</summary>
    public int FeedbackSteps { get; init; } = 4;

    /// <summary>What the network is told of instances. Default <see cref="InstanceCondition.Border"/>.</summary>
    public InstanceCondition Condition { get; init; } = InstanceCondition.Border;

    /// <summary>Names of the classes whose regions are instances. At least one.</summary>
    public IReadOnlyList<string> Things { get; init; } = [];

    /// <summary>The degradation, with the default filled in.</summary>
    internal DegradationPipeline Shrinking => Degradation ?? SuperResolutionRecipe.ShrinkingBy(Network);

    internal override void Validate()
    {
        base.Validate();
        Network.Validate();
        RequireAtLeast(FeedbackSteps, 1, nameof(FeedbackSteps));
        Require(Enum.IsDefined(Condition), Condition, nameof(Condition), "a known condition");
        Require(Things.Count > 0, "(none)", nameof(Things), "names of classes, at least one");
        Require(
            Network.Architecture == SuperResolutionArchitecture.Edsr, Network.Architecture, nameof(Network),
            "without an architecture: it has its own");
        Require(
            Augmentation.CropSize % Network.Scale == 0, Augmentation.CropSize, nameof(Augmentation.CropSize),
            $"a multiple of the scale {Network.Scale}");
    }

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireImages(data.Training);
        if (data.Validation is not null)
            throw new ArgumentException("A front-end is trained without validation set; expected none.", nameof(data));
        if (data.Training.Images.FirstOrDefault(image => image.LabelMap is null) is { } bare)
            throw new TrainingException($"'{bare.Name}' has no label map; expected one of every photograph.");
        _ = new ThingMaps(Things, data.ClassNames);
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (FeedbackNetwork network, FeedbackNetwork average) =
            BuildTwice(() => FeedbackNetwork.Create(Network, FeedbackSteps));
        network.Precision = Precision;
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages = [new Stage(Steps)],
            Samples = new PhotographSource(data.Training, Augmentation, Shrinking, BatchSize, Seed)
            {
                ReadsLabelMaps = true,
            },
            Losses = new FeedbackLosses(network, this, new ThingMaps(Things, data.ClassNames)).Compute,
            Export = run => FeedbackExporter.Export(average, run.CandidateModel, this),
        };
    }
}
