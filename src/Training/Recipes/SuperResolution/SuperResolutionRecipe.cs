using System.Text.Json.Serialization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using TorchSharp;

namespace DetectionSdk.Training;

/// <summary>
/// Trains a front-end: a network that enlarges degraded images for a detector, for one of the
/// <see cref="SuperResolutionGoal"/>s. The degradation makes images that the network enlarges to the size of the clean
/// crop: for a network of one scale it must divide sizes by exactly that. Here its default, and null, stand for clean
/// bicubic shrinking by the network's scale, for a network of any scale by 1 to that. What is kept is the averaged
/// network after the last step, as an ONNX model for <c>SuperResolver</c>; the joint goal adds <c>detector.onnx</c>.
/// </summary>
public sealed record SuperResolutionRecipe : TrainingRecipe
{
    /// <summary>
    /// Options with the defaults of this training: 5,000 steps of 8 crops of 192 pixels, zoom 0.8 to 1, learning rate
    /// 0.0005, gradients up to 1.
    /// </summary>
    public SuperResolutionRecipe()
    {
        Steps = 5000;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 192, MinimumZoom = 0.8, MaximumZoom = 1, ColourJitter = 0 };
        LearningRate = 5e-4;
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 1;
        AverageDecay = 0.995;
    }

    /// <summary>The network. Default: EDSR-baseline of half the width, by four.</summary>
    public SuperResolutionOptions Network { get; init; } = new() { Width = 0.5 };

    /// <summary>What it is trained for. Default <see cref="SuperResolutionGoal.Fidelity"/>.</summary>
    [JsonPropertyName("recipe")]
    public SuperResolutionGoal Goal { get; init; }

    /// <summary>
    /// Folder of the run whose detector is served: one of an <see cref="AerisRecipe"/>. For the feature-driven goal any
    /// ONNX detector will do, too, that takes crops of <see cref="AugmentationOptions.CropSize"/>. Needed by every goal
    /// but fidelity.
    /// </summary>
    public string? Detector { get; init; }

    /// <summary>
    /// Folder of a super-resolution run with the same network to start from. Default null: bicubic enlargement.
    /// </summary>
    public string? InitialWeights { get; init; }

    /// <summary>Weight of the L1 distance of the images (RGB in [0, 1]). At least 0, default 1.</summary>
    [Changeable]
    public double ImageWeight { get; init; } = 1;

    /// <summary>
    /// Weight of the detection loss, of the features' distance or, for the joint goal, of both. At least 0. Default
    /// null: 0.03 for <see cref="SuperResolutionGoal.TaskDriven"/>, 0.1 for the others. A detection loss alone is
    /// larger and noisier: in our study 0.1 cost 1 dB and gained nothing, 0.03 on whole photographs, at a learning rate
    /// of 0.0002, did better.
    /// </summary>
    [Changeable]
    public double? TaskWeight { get; init; }

    /// <summary>
    /// Share of the steps over which <see cref="TaskWeight"/> rises from zero, the gradual mix of task-driven
    /// super-resolution. In [0, 1], default 0: fixed from the start.
    /// </summary>
    [Changeable]
    public double GradualShare { get; init; }

    /// <summary>
    /// Share of the learning rate with which the detector learns for the joint goal. In [0, 1], default 0.2.
    /// </summary>
    [Changeable]
    public double DetectorLearningShare { get; init; } = 0.2;

    /// <summary>The degradation, with the default filled in.</summary>
    internal DegradationPipeline Shrinking => Degradation ?? ShrinkingBy(Network);

    /// <summary>The task's weight, with the default filled in.</summary>
    internal double AppliedTaskWeight => TaskWeight ?? (Goal == SuperResolutionGoal.TaskDriven ? 0.03 : 0.1);

    /// <summary>Whether the goal asks for boxes, or for pixels alone.</summary>
    internal bool ReadsBoxes => Goal is SuperResolutionGoal.TaskDriven or SuperResolutionGoal.Joint;

    /// <summary>Whether the detector that is served is an ONNX file, of which features alone are known.</summary>
    internal bool IsServedAsFile => File.Exists(Detector);

    private bool TakesAnySize => Network.Architecture.TakesAnySize;

    /// <summary>Clean bicubic shrinking by a network's scale; for a network of any scale by 1 to that.</summary>
    internal static DegradationPipeline ShrinkingBy(SuperResolutionOptions network) => new([
        new DownsampleOptions
        {
            Scale = network.Architecture.TakesAnySize ? (1, network.Scale) : network.Scale,
            Methods = [ResizeMethod.AntialiasedBicubic],
        }]);

    internal override void Validate()
    {
        base.Validate();
        Network.Validate();
        Require(Enum.IsDefined(Goal), Goal, nameof(Goal), "a known goal");
        Require(
            TakesAnySize || Augmentation.CropSize % Network.Scale == 0, Augmentation.CropSize,
            nameof(Augmentation.CropSize), $"a multiple of the scale {Network.Scale}");
        Require(ImageWeight >= 0 && double.IsFinite(ImageWeight), ImageWeight, nameof(ImageWeight), "at least 0");
        Require(
            AppliedTaskWeight >= 0 && double.IsFinite(AppliedTaskWeight), AppliedTaskWeight, nameof(TaskWeight),
            "at least 0");
        Require(GradualShare is >= 0 and <= 1, GradualShare, nameof(GradualShare), "in [0, 1]");
        Require(
            DetectorLearningShare is >= 0 and <= 1, DetectorLearningShare, nameof(DetectorLearningShare), "in [0, 1]");
        if (Goal != SuperResolutionGoal.Fidelity && Detector is null)
            throw new ArgumentException(
                $"SuperResolutionRecipe.Detector is null; the goal {Goal} needs the run of the detector that it "
                + "serves.", nameof(Detector));
    }

    internal override TrainingRecipe WithFullPaths() => this with
    {
        Detector = Detector is { } detector ? Path.GetFullPath(detector) : null,
        InitialWeights = InitialWeights is { } start ? Path.GetFullPath(start) : null,
    };

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireImages(data.Training);
        if (data.Validation is not null)
            throw new ArgumentException("A front-end is trained without validation set; expected none.", nameof(data));
        if (Goal == SuperResolutionGoal.Fidelity) return;
        if (IsServedAsFile)
        {
            RequireFeatures();
            return;
        }
        using TrainedNetwork detector = TrainedNetwork.Load(Detector!);
        if (!ReadsBoxes) return;
        DataSetCheck.RequireTrainable(data.Training);
        if (!detector.ClassNames.SequenceEqual(data.ClassNames))
            throw new TrainingException(
                $"The detector in '{Detector}' finds [{string.Join(", ", detector.ClassNames)}]; the training set has "
                + $"[{string.Join(", ", data.ClassNames)}].");
    }

    private void RequireFeatures()
    {
        if (Goal != SuperResolutionGoal.FeatureDriven)
            throw new TrainingException(
                $"'{Detector}' is a file, and the goal {Goal} needs the run of a detector (train aeris); expected the "
                + $"goal {SuperResolutionGoal.FeatureDriven} or such a run.");
        using DetectorFeatures features = DetectorFeatures.Load(Detector!, Precision, torch.CPU);
        if (!features.TakesSize(Augmentation.CropSize))
            throw new TrainingException(
                $"'{Detector}' does not take crops of {Augmentation.CropSize} pixels; expected a size that it takes.");
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (FrontEndNetwork network, FrontEndNetwork average) = BuildTwice(() => new FrontEndNetwork(
            SuperResolutionNetwork.Create(Network),
            Goal == SuperResolutionGoal.Joint ? TrainedNetwork.Load(Detector!).Network : null));
        network.Precision = Precision;
        if (InitialWeights is { } run) TrainedSuperResolution.Copy(run, network.Enlarger, average.Enlarger);
        SuperResolutionLosses losses = new(network, this);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages =
            [
                new Stage(Steps)
                {
                    RateFactor = name => FrontEndNetwork.IsOfDetector(name) ? DetectorLearningShare : 1,
                    UsesBatchStatistics = _ => false,
                },
            ],
            Samples = Photographs(data.Training),
            Losses = losses.Compute,
            Export = run => Export(average, run, data.ClassNames),
            Helper = losses,
        };
    }

    internal PhotographSource Photographs(AnnotatedDataSet training) =>
        new(training, Augmentation, Shrinking, BatchSize, Seed)
        {
            Targets = ReadsBoxes ? TargetFrame.Clean : TargetFrame.None,
        };

    private void Export(FrontEndNetwork network, RunFolder run, IReadOnlyList<string> classNames)
    {
        SuperResolutionExporter.Export(network.Enlarger, run.CandidateModel, this);
        if (network.Detector is not { } detector) return;
        AerisRecipe served = RunFolder.Open<AerisRecipe>(Detector!).Recipe;
        DetectorExporter.Export(detector, classNames, run.DetectorModel, served.ExportOptions);
    }
}
