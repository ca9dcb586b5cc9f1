using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains a small segmenter on photographs with a class for every pixel (<see cref="LabelMapDataSet"/>), or an arm of
/// dual super-resolution learning: see <see cref="SegmentationArm"/>. What is kept is the averaged network after the
/// last step, without the branches that taught it, as an ONNX model for <see cref="Segmenter"/>.
/// </summary>
/// <remarks>
/// Three stages of equal length for every arm, as published, each with a curve of the learning rate of its own: the
/// classes; beside them the rebuilt picture; beside both the affinity. An arm without a term repeats the stage before,
/// so that all arms take as many steps.
/// </remarks>
public sealed record SegmentationRecipe : TrainingRecipe
{
    private const int StageCount = 3;

    /// <summary>
    /// Options with the defaults of this training: 1,800 steps of 8 crops of 320 pixels, zoom 0.75 to 1.5.
    /// </summary>
    public SegmentationRecipe()
    {
        Steps = 1800;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 320, MinimumZoom = 0.75, MaximumZoom = 1.5 };
        WarmupSteps = 100;
        AverageDecay = 0.995;
    }

    /// <summary>What is trained. Default <see cref="SegmentationArm.Full"/>.</summary>
    public SegmentationArm Arm { get; init; }

    /// <summary>
    /// Factor on all channel counts of ResNet-18, see <see cref="AerisNetworkOptions.Width"/>. Default 0.5.
    /// </summary>
    public double Width { get; init; } = 0.5;

    /// <summary>Channels of the encoder's last stage. At least 1, default null: 512 times the width.</summary>
    public int? LastStageChannels { get; init; }

    /// <summary>
    /// ONNX file of a ResNet-18 that the encoder starts from, of which only the last stage may have another width.
    /// Normalisations that are read keep their statistics. Default null: random weights.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>
    /// Share of the learning rate with which an encoder that did not start from random weights learns. In [0, 1],
    /// default 0.2.
    /// </summary>
    [Changeable]
    public double PretrainedLearningShare { get; init; } = 0.2;

    /// <summary>Weight of the rebuilt picture's squared error (RGB in [0, 1]). At least 0, default 0.1 as published.
    /// </summary>
    [Changeable]
    public double SuperResolutionWeight { get; init; } = 0.1;

    /// <summary>Weight of the features' affinity. At least 0, default 1 as published.</summary>
    [Changeable]
    public double AffinityWeight { get; init; } = 1;

    /// <summary>
    /// What makes the network's input, with the default filled in: bicubic shrinking by two, and nothing for
    /// <see cref="SegmentationArm.Full"/>.
    /// </summary>
    internal DegradationPipeline? Shrinking => Degradation ?? (Arm == SegmentationArm.Full ? null : Halving);

    /// <summary>Clean bicubic shrinking by two.</summary>
    internal static DegradationPipeline Halving { get; } = new([
        new DownsampleOptions { Scale = SuperResolutionBranch.Factor, Methods = [ResizeMethod.AntialiasedBicubic] }]);

    /// <summary>The same segmenter at the size of the shipped detector: the whole width, from ImageNet.</summary>
    /// <param name="encoder">ONNX file of a ResNet-18 trained on ImageNet.</param>
    public SegmentationRecipe FromImageNet(string encoder) =>
        this with { Width = 1, LastStageChannels = 96, InitialWeights = encoder };

    /// <summary>The first step of a stage, counted from 0.</summary>
    internal long FirstOfStage(int stage) => stage * (long)Steps / StageCount;

    internal override void Validate()
    {
        base.Validate();
        Require(Enum.IsDefined(Arm), Arm, nameof(Arm), "a known arm");
        NetworkBehind.Validate();
        RequireShare(PretrainedLearningShare, nameof(PretrainedLearningShare));
        RequireWeight(SuperResolutionWeight, nameof(SuperResolutionWeight));
        RequireWeight(AffinityWeight, nameof(AffinityWeight));
        int multiple = NetworkOptions(1).Factor * AerisNetwork.InputStride;
        Require(
            Augmentation.CropSize % multiple == 0, Augmentation.CropSize, nameof(Augmentation.CropSize),
            $"a multiple of {multiple}");
    }

    internal override TrainingRecipe WithFullPaths() => this with
    {
        InitialWeights = InitialWeights is { } start ? Path.GetFullPath(start) : null,
    };

    internal override void RequireUsable(TrainingData data)
    {
        if (data.Validation is not null)
            throw new ArgumentException("A segmenter is trained without validation set; expected none.", nameof(data));
        DataSetCheck.RequireImages(data.Training);
        DataSetCheck.RequireNames(data.ClassNames);
        IReadOnlyList<AnnotatedImage> images = data.Training.Images;
        if (images.Count < BatchSize)
            throw new TrainingException(
                $"The training set holds {images.Count} images; expected at least {BatchSize}, those of a batch.");
        if (images.FirstOrDefault(image => image.LabelMap is null) is { } unlabelled)
            throw new TrainingException(
                $"'{unlabelled.Path}' has no label map; expected a class for every pixel of every training image.");
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        SegmentationOptions options = NetworkOptions(data.ClassNames.Count);
        (SegmentationNetwork network, SegmentationNetwork average) =
            BuildTwice(() => new SegmentationNetwork(options));
        network.Precision = Precision;
        if (InitialWeights is { } start)
            pretrained ??= PretrainedEncoder.Load(start, [(network, network.Encoder), (average, average.Encoder)]);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages = Stages(pretrained ?? PretrainedParts.Of([], [])),
            Samples = new PhotographSource(data.Training, Augmentation, Shrinking, BatchSize, Seed)
            {
                ReadsLabelMaps = true,
            },
            Losses = new SegmentationLosses(network, this).Compute,
            Export = run => SegmentationExporter.Export(average, data.ClassNames, run.CandidateModel, this),
            Pretrained = pretrained,
        };
    }

    /// <summary>The network that tells a number of classes apart.</summary>
    internal SegmentationOptions NetworkOptions(int classes) => new(classes, Width, LastStageChannels, Arm);

    // The encoder is a detector's, and so are its limits.
    private AerisNetworkOptions NetworkBehind =>
        new() { Classes = 1, Width = Width, LastStageChannels = LastStageChannels };

    private Stage[] Stages(PretrainedParts pretrained)
    {
        HashSet<string> slow = [.. pretrained.Parameters], constant = [.. pretrained.Normalizations];
        return
        [
            .. Enumerable.Range(0, StageCount).Select(i => new Stage(FirstOfStage(i + 1) - FirstOfStage(i))
            {
                RateFactor = name => slow.Contains(name) ? PretrainedLearningShare : 1,
                UsesBatchStatistics = name => !constant.Contains(name),
                Restarts = i > 0,
            })
        ];
    }

    private void RequireShare(double share, string name) => Require(share is >= 0 and <= 1, share, name, "in [0, 1]");

    private void RequireWeight(double weight, string name) =>
        Require(weight >= 0 && double.IsFinite(weight), weight, name, "at least 0");
}
