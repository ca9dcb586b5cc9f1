using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>
/// Trains Path-Restore (Yu et al., TPAMI 2021): a network that takes noise out of images by a chain of blocks, and what
/// finds for each tile the blocks that pay, so that clean tiles cost little. The run's <c>learned.zip</c> and
/// <c>noise.zip</c> are bundles for <c>SuperResolver</c>: one chooses by the learned pathfinder, one by a table from a
/// tile's noise to the error that each path is to be expected to leave. <c>best.onnx</c> takes all blocks.
/// </summary>
/// <remarks>
/// Two stages, as published: the network along random paths; then all of it along the paths that the pathfinder draws.
/// By <see cref="PathLearning.Regression"/> there is one: every depth learns, most of all from the crops that suit it.
/// </remarks>
public sealed record PathRestoreRecipe : TrainingRecipe
{
    private const int PublishedChannels = 64, MostBlocks = 8, MostChoices = 6;

    private static readonly DegradationPipeline AnyNoise = new([
        new OneOfOptions
        {
            Choices =
            [
                new EffectChoice(2, [new GaussianNoiseOptions { StandardDeviation = (0, 50) }]),
                new EffectChoice(1, [new NoiseRampOptions()]),
                new EffectChoice(1, [new NoisePeaksOptions()]),
            ],
        }]);

    /// <summary>
    /// Options with the defaults of this training: 3,000 steps of 16 crops of 64 pixels, zoom 0.5 to 1, learning rate
    /// 0.001, gradients up to 10.
    /// </summary>
    public PathRestoreRecipe()
    {
        Steps = 3000;
        BatchSize = 16;
        Degradation = null;
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 0.5, MaximumZoom = 1, ColourJitter = 0 };
        WarmupSteps = 100;
        WeightDecay = 0;
        MaximumGradientNorm = 10;
        AverageDecay = 0.995;
        Precision = Precision.Full;
        LoaderThreads = 2;
    }

    /// <summary>
    /// How paths are learned. Default <see cref="PathLearning.Regression"/>: all blocks together restore better than
    /// those that learned along random paths (docs/results/spending.md).
    /// </summary>
    public PathLearning Learning { get; init; } = PathLearning.Regression;

    /// <summary>Factor on the 64 published channels, in (0, 2]. Default 0.5.</summary>
    public double Width { get; init; } = 0.5;

    /// <summary>
    /// Dynamic blocks, 1 to 8; by <see cref="PathLearning.Reinforcement"/>, which exports every choice of them as a
    /// network, 1 to 6. Default 6, as published.
    /// </summary>
    public int Depth { get; init; } = 6;

    /// <summary>
    /// Share of all blocks that tiles are to take on the mean, in (0, 1). Default 0.7. By reward the price of a block
    /// is learned to meet it on training crops; as published the price is a constant and the share whatever comes of
    /// it. By gains depths are spread around it.
    /// </summary>
    public double PathShare { get; init; } = 0.7;

    /// <summary>
    /// Mean squared error, in grey levels squared, from which an image is difficult and its gain counts fully. At least
    /// 0; 0: every image is. Default 65, 0.001 of the range squared.
    /// </summary>
    public double DifficultyThreshold { get; init; } = 65;

    /// <summary>Weight of the squared error of the images (RGB in [0, 1]). Above 0, default 1000.</summary>
    [Changeable]
    public double ImageWeight { get; init; } = 1000;

    /// <summary>
    /// By reward: share of the steps, at the beginning, in which the network learns along random paths. In [0, 1],
    /// default 0.3.
    /// </summary>
    public double RandomShare { get; init; } = 0.3;

    /// <summary>Side of the tiles that are judged: that of the crops.</summary>
    internal int TileSize => Augmentation.CropSize;

    internal int Channels => Math.Max(1, (int)Math.Round(PublishedChannels * Width));

    /// <summary>Steps of the first stage, in which no path is learned.</summary>
    internal int RandomSteps => Learning switch
    {
        PathLearning.Reinforcement => (int)(Steps * RandomShare),
        PathLearning.Regression => 0,
        _ => Steps,
    };

    /// <summary>The degradation, with the default filled in: noise of deviation 0 to 50, even, as a ramp, or in peaks.
    /// </summary>
    internal DegradationPipeline Noise => Degradation ?? AnyNoise;

    internal PathSet Paths => Learning switch
    {
        PathLearning.Reinforcement => PathSet.Any(Depth),
        PathLearning.Regression => PathSet.Depths(Depth),
        _ => PathSet.Whole(Depth),
    };

    internal override void Validate()
    {
        base.Validate();
        Require(Enum.IsDefined(Learning), Learning, nameof(Learning), "a known way");
        Require(Width is > 0 and <= 2, Width, nameof(Width), "in (0, 2]");
        int most = Learning == PathLearning.Reinforcement ? MostChoices : MostBlocks;
        Require(Depth >= 1 && Depth <= most, Depth, nameof(Depth), $"1 to {most} where it learns by {Learning}");
        Require(PathShare is > 0 and < 1, PathShare, nameof(PathShare), "in (0, 1)");
        Require(
            DifficultyThreshold >= 0 && double.IsFinite(DifficultyThreshold), DifficultyThreshold,
            nameof(DifficultyThreshold), "at least 0");
        Require(ImageWeight > 0 && double.IsFinite(ImageWeight), ImageWeight, nameof(ImageWeight), "above 0");
        Require(RandomShare is >= 0 and <= 1, RandomShare, nameof(RandomShare), "in [0, 1]");
    }

    internal override void RequireUsable(TrainingData data)
    {
        DataSetCheck.RequireImages(data.Training);
        if (data.Validation is not null)
            throw new ArgumentException("Path-Restore is trained without validation set; expected none.", nameof(data));
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        (PathRestoreNetwork network, PathRestoreNetwork average) = BuildTwice(() => new PathRestoreNetwork(this));
        PhotographSource samples = new(data.Training, Augmentation, Noise, BatchSize, Seed);
        PathRestoreExporter exporter = new(average, this, samples);
        return new TrainingPlan
        {
            Network = network,
            Average = average,
            Stages =
            [
                new Stage(RandomSteps) { Learns = PathRestoreNetwork.IsOfRestorer, RateFactor = RateFactorOf },
                new Stage(Steps - RandomSteps) { RateFactor = RateFactorOf },
            ],
            Samples = samples,
            Losses = new PathRestoreLosses(network, this).Compute,
            Export = exporter.Export,
            Conclude = _ => exporter.Verdict,
        };
    }

    /// <summary>The pathfinder is small and can learn faster; the price must find its size quickly.</summary>
    private static double RateFactorOf(string parameter) =>
        Pathfinder.IsPrice(parameter) ? 20 : PathRestoreNetwork.IsOfRestorer(parameter) ? 1 : 4;
}
