using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains ClassSR (Kong et al., CVPR 2021): branches of different widths that enlarge, and what chooses one of them for
/// each tile of a picture, so that easy tiles cost little. The run's <c>edges.zip</c> and <c>learned.zip</c> are
/// bundles for <c>SuperResolver</c>: one chooses by a table from a tile's edges to the error that each branch is to be
/// expected to leave (after ARM, Chen et al., ECCV 2022), one by the learned class module; and <c>predicted.zip</c> by
/// a module that foretells each branch's error. <c>best.onnx</c> is the widest branch alone.
/// </summary>
/// <remarks>
/// Stages: the branches; the class module and the predictor; and, as published, all of it. The last one trains mixtures
/// of the branches, of which no tile sees more than one, so that only specialised branches have it by default.
/// Difficulty is what bicubic enlargement loses, not a trained network.
/// </remarks>
public sealed record ClassSrRecipe : TrainingRecipe
{
    /// <summary>
    /// Options with the defaults of this training: 3,000 steps of 24 crops of 128 pixels, zoom 0.6 to 1, learning rate
    /// 0.001, gradients up to 1,000.
    /// </summary>
    public ClassSrRecipe()
    {
        Steps = 3000;
        BatchSize = 24;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 128, MinimumZoom = 0.6, MaximumZoom = 1, ColourJitter = 0 };
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 1000;
        AverageDecay = 0.995;
    }

    /// <summary>
    /// The branches but for their width. Default: EDSR's body of 4 blocks and one pixel shuffle, by four.
    /// </summary>
    public SuperResolutionOptions Network { get; init; } = new()
    {
        Architecture = SuperResolutionArchitecture.EdsrShuffle,
        Depth = 4,
    };

    /// <summary>
    /// Width of each branch, a factor on the published channels: rising, at least two. Default 0.25, 0.5, 0.75: 16, 32
    /// and 48 channels.
    /// </summary>
    public IReadOnlyList<double> Widths { get; init; } = [0.25, 0.5, 0.75];

    /// <summary>
    /// What the branches are, and what they learn. Default <see cref="ClassSrBranches.Specialised"/>, as published.
    /// </summary>
    public ClassSrBranches Branches { get; init; }

    /// <summary>Weight of the L1 distance of the images (RGB in [0, 1]). Above 0, default 1000 as published.</summary>
    [Changeable]
    public double ImageWeight { get; init; } = 1000;

    /// <summary>Weight of being sure of every crop. At least 0, default 0.5 as published.</summary>
    [Changeable]
    public double ClassWeight { get; init; } = 0.5;

    /// <summary>
    /// Weight of giving each branch as many crops. At least 0, default 3 as published. Where one branch gets nearly
    /// all, raise it.
    /// </summary>
    [Changeable]
    public double AverageWeight { get; init; } = 3;

    /// <summary>
    /// Share of the steps in which the class module and the predictor alone learn, after the branches. In [0, 1],
    /// default 0.2.
    /// </summary>
    public double RouterShare { get; init; } = 0.2;

    /// <summary>
    /// Share of the steps, at the end, in which all learn together. In [0, 1], default null: 0.1 for specialised
    /// branches, else 0.
    /// </summary>
    public double? JointShare { get; init; }

    /// <summary>Side of the tiles that are judged, in input pixels: that of the crops when shrunk.</summary>
    internal int TileSize => Augmentation.CropSize / Network.Scale;

    /// <summary>Steps of the first stage.</summary>
    internal int BranchSteps => Steps - RouterSteps - JointSteps;

    /// <summary>The degradation, with the default filled in.</summary>
    internal DegradationPipeline Shrinking => Degradation ?? SuperResolutionRecipe.ShrinkingBy(Network);

    /// <summary>Steps of the second stage.</summary>
    internal int RouterSteps => (int)(Steps * RouterShare);

    private int JointSteps => (int)(Steps * AppliedJointShare);

    private double AppliedJointShare => JointShare ?? (Branches == ClassSrBranches.Specialised ? 0.1 : 0);

    internal override void Validate()
    {
        base.Validate();
        Network.Validate();
        Require(
            !Network.Architecture.TakesAnySize, Network.Architecture, nameof(Network),
            "of a network of one scale");
        Require(Enum.IsDefined(Branches), Branches, nameof(Branches), "a known kind");
        Require(
            Branches != ClassSrBranches.Slimmable || Network.Architecture == SuperResolutionArchitecture.EdsrShuffle,
            Network.Architecture, nameof(Network),
            $"{SuperResolutionArchitecture.EdsrShuffle} for slimmable branches");
        Require(
            Widths.Count >= 2 && Widths.Zip(Widths.Skip(1)).All(pair => pair.First < pair.Second),
            string.Join(", ", Widths), nameof(Widths), "at least two, rising");
        foreach (double width in Widths) (Network with { Width = width }).Validate();
        RequireAtLeast(BatchSize, Widths.Count, nameof(BatchSize));
        Require(
            Augmentation.CropSize % Network.Scale == 0, Augmentation.CropSize, nameof(Augmentation.CropSize),
            $"a multiple of the scale {Network.Scale}");
        RequireAtLeast(TileSize, FrontEndBundle.SmallestTile, nameof(Augmentation.CropSize));
        Require(ImageWeight > 0 && double.IsFinite(ImageWeight), ImageWeight, nameof(ImageWeight), "above 0");
        Require(ClassWeight >= 0 && double.IsFinite(ClassWeight), ClassWeight, nameof(ClassWeight), "at least 0");
        Require(
            AverageWeight >= 0 && double.IsFinite(AverageWeight), AverageWeight, nameof(AverageWeight), "at least 0");
        Require(RouterShare is >= 0 and <= 1, RouterShare, nameof(RouterShare), "in [0, 1]");
        Require(
            AppliedJointShare >= 0 && RouterShare + AppliedJointShare <= 1, AppliedJointShare, nameof(JointShare),
            "at least 0, and at most 1 with RouterShare");
    }

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireImages(data.Training);
        if (data.Validation is not null)
            throw new ArgumentException("ClassSR is trained without validation set; expected none.", nameof(data));
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (ClassSrNetwork network, ClassSrNetwork average) = BuildTwice(() => new ClassSrNetwork(this));
        network.Precision = Precision;
        PhotographSource samples = new(data.Training, Augmentation, Shrinking, BatchSize, Seed);
        ClassSrExporter exporter = new(average, this, samples);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages =
            [
                new Stage(BranchSteps) { Learns = ClassSrNetwork.IsOfBranch },
                new Stage(RouterSteps) { Learns = name => !ClassSrNetwork.IsOfBranch(name), Restarts = true },
                new Stage(JointSteps) { RateFactor = _ => 0.2, Restarts = true },
            ],
            Samples = samples,
            Losses = new ClassSrLosses(network, this).Compute,
            Export = exporter.Export,
            Conclude = _ => exporter.Verdict,
        };
    }
}
