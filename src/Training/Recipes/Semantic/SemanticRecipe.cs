using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains a network that enlarges with what its pictures show, in two places that are chosen apart.
/// <see cref="Condition"/>: the network is told, as in SFT-GAN (Wang et al., CVPR 2018), but without an adversarial
/// loss. <see cref="Bands"/>: the loss differs by region, after SROBB (Rad et al., ICCV 2019), but by frozen wavelets,
/// or <see cref="Features"/> of a network of one's own, in the place of a published one that was trained on other
/// pictures. The training set has label maps (<see cref="AnnotatedImage.LabelMap"/>), unless neither reads them.
/// </summary>
public sealed record SemanticRecipe : TrainingRecipe
{
    /// <summary>
    /// Options with the defaults of this training: 2,000 steps of 16 crops of 128 pixels, zoom 0.8 to 1, learning rate
    /// 0.001, gradients up to 1, single precision.
    /// </summary>
    public SemanticRecipe()
    {
        Steps = 2000;
        BatchSize = 16;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 128, MinimumZoom = 0.8, MaximumZoom = 1, ColourJitter = 0 };
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 1;
        AverageDecay = 0.995;
        Precision = Precision.Full;
    }

    /// <summary>The network. Default: EDSR-baseline of half the width and 8 blocks, by four.</summary>
    public SuperResolutionOptions Network { get; init; } = new() { Width = 0.5, Depth = 8 };

    /// <summary>Where the network is told. Default <see cref="ConditionPlace.Transform"/>.</summary>
    public ConditionPlace Condition { get; init; } = ConditionPlace.Transform;

    /// <summary>
    /// Whether the network is told what another picture of the batch shows: the control. Default no. The loss keeps to
    /// the truth.
    /// </summary>
    public bool ShuffledMaps { get; init; }

    /// <summary>What is asked of the frequency bands. Default <see cref="BandGoal.Classes"/>.</summary>
    public BandGoal Bands { get; init; } = BandGoal.Classes;

    /// <summary>
    /// Names of the classes whose texture counts for <see cref="BandGoal.Labels"/>. Default sky, road, pavement, tree.
    /// </summary>
    public IReadOnlyList<string> Background { get; init; } = ["sky", "road", "pavement", "tree"];

    /// <summary>Weight of the L1 distance of the images (RGB in [0, 1]). At least 0, default 1.</summary>
    [Changeable]
    public double ImageWeight { get; init; } = 1;

    /// <summary>
    /// Weight of what is asked of the bands. At least 0, default 0.05: the error of
    /// <see cref="BandGoal.Classes"/> is a share, some twenty times the distance of the images. For the others, whose
    /// errors are as large as that distance, 0.5 is about as much.
    /// </summary>
    [Changeable]
    public double BandWeight { get; init; } = 0.05;

    /// <summary>
    /// A network that never learns, by which texture is compared in the place of bands: a detector, a segmenter or a
    /// super-resolution model, as ONNX. Edges stay bands. Default null: none.
    /// </summary>
    public string? Features { get; init; }

    /// <summary>
    /// The layer of <see cref="Features"/> that is compared: the name of a node or of its output. Default null; given
    /// exactly where there is a network.
    /// </summary>
    public string? Layer { get; init; }

    /// <summary>
    /// Weight of the features' distance, a share of their size. At least 0, default 0.05, as for
    /// <see cref="BandGoal.Classes"/>.
    /// </summary>
    [Changeable]
    public double FeatureWeight { get; init; } = 0.05;

    /// <summary>The degradation, with the default filled in.</summary>
    internal DegradationPipeline Shrinking => Degradation ?? SuperResolutionRecipe.ShrinkingBy(Network);

    /// <summary>Whether classes of pixels are read.</summary>
    internal bool ReadsLabels =>
        Condition != ConditionPlace.None || Bands is BandGoal.Classes or BandGoal.Labels;

    internal override void Validate()
    {
        base.Validate();
        Network.Validate();
        Require(Enum.IsDefined(Condition), Condition, nameof(Condition), "a known place");
        Require(Enum.IsDefined(Bands), Bands, nameof(Bands), "a known goal");
        Require(
            Condition == ConditionPlace.None || Network.Architecture == SuperResolutionArchitecture.Edsr,
            Network.Architecture, nameof(Network),
            $"{SuperResolutionArchitecture.Edsr} where it is told what a picture shows: no other takes maps");
        Require(
            !Network.Architecture.TakesAnySize, Network.Architecture, nameof(Network), "of a network of one scale");
        Require(
            Condition != ConditionPlace.None || !ShuffledMaps, ShuffledMaps, nameof(ShuffledMaps),
            "false where the network takes no maps");
        Require(
            Augmentation.CropSize % Network.Scale == 0, Augmentation.CropSize, nameof(Augmentation.CropSize),
            $"a multiple of the scale {Network.Scale}");
        Require(ImageWeight >= 0 && double.IsFinite(ImageWeight), ImageWeight, nameof(ImageWeight), "at least 0");
        Require(BandWeight >= 0 && double.IsFinite(BandWeight), BandWeight, nameof(BandWeight), "at least 0");
        Require(
            FeatureWeight >= 0 && double.IsFinite(FeatureWeight), FeatureWeight, nameof(FeatureWeight), "at least 0");
        Require(
            Features is null || Bands is not (BandGoal.None or BandGoal.Classes), Bands, nameof(Bands),
            "everywhere, labels or gradients where features are compared: they take the place of texture");
        Require(
            Features is null || !string.IsNullOrEmpty(Layer), Layer ?? "none", nameof(Layer),
            "the name of a layer where features are compared");
        Require(Features is not null || Layer is null, Layer!, nameof(Layer), "none where no features are compared");
    }

    internal override TrainingRecipe WithFullPaths() => this with
    {
        Features = Features is null ? null : Path.GetFullPath(Features),
    };

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireImages(data.Training);
        if (data.Validation is not null)
            throw new ArgumentException("A front-end is trained without validation set; expected none.", nameof(data));
        if (!ReadsLabels) return;
        if (data.Training.Images.FirstOrDefault(image => image.LabelMap is null) is { } bare)
            throw new TrainingException(
                $"'{bare.Path}' has no label map; the recipe learns from the class of every pixel.");
        if (Bands == BandGoal.Labels && !data.ClassNames.Any(Background.Contains))
            throw new TrainingException(
                $"None of the classes [{string.Join(", ", data.ClassNames)}] is background, which is "
                + $"[{string.Join(", ", Background)}]; expected at least one.");
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (SemanticNetwork network, SemanticNetwork average) =
            BuildTwice(() => new SemanticNetwork(this, data.ClassNames.Count));
        network.Precision = Precision;
        SemanticLosses losses = new(network, this, data.ClassNames);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages = [new Stage(Steps)],
            Samples = new PhotographSource(data.Training, Augmentation, Shrinking, BatchSize, Seed)
            {
                ReadsLabelMaps = ReadsLabels,
            },
            Losses = losses.Compute,
            Export = run => SemanticExporter.Export(average, run.CandidateModel, this, data.ClassNames),
            Helper = losses,
        };
    }
}
