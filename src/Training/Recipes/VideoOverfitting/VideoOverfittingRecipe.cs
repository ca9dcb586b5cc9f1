using DetectionSdk.Onnx;

namespace DetectionSdk.Training;

/// <summary>
/// Fits small networks to one clip, so that its low-resolution copy and their weights stand for it. The patches of the
/// clip, in space and time, are put into chunks by their difficulty, and each chunk has a network of its own: STDO (Li
/// et al., CVPR 2023). Or one network learns them all and sees the difficult ones more often: JSTDO, after its
/// description, as no code of it was published. The run's <c>clip.zip</c> is the bundle for <c>SuperResolver</c>, with
/// the copy and the weights; the tiles it cuts are the patches that were learned.
/// </summary>
public sealed record VideoOverfittingRecipe : TrainingRecipe
{
    /// <summary>The bundle's name in the folder of a run.</summary>
    public const string BundleFile = "clip.zip";

    /// <summary>
    /// Options with the defaults of this training: 3,000 steps of 16 patches, learning rate 0.001, gradients up to 1.
    /// </summary>
    public VideoOverfittingRecipe()
    {
        Steps = 3000;
        BatchSize = 16;
        Degradation = null;
        WarmupSteps = 50;
        WeightDecay = 0;
        MaximumGradientNorm = 1;
        AverageDecay = 0.99;
    }

    /// <summary>The clip. Required.</summary>
    public required string Clip { get; init; }

    /// <summary>Its low-resolution copy, as it will be played: coded already. Required.</summary>
    public required string LowClip { get; init; }

    /// <summary>
    /// The network of each chunk. Default: EDSR's body of 4 blocks of 16 channels and one pixel shuffle, by two.
    /// </summary>
    public SuperResolutionOptions Network { get; init; } = new()
    {
        Architecture = SuperResolutionArchitecture.EdsrShuffle,
        Scale = 2,
        Depth = 4,
        Width = 0.25,
    };

    /// <summary>Chunks of equally many patches, 1 to 16. Default 2.</summary>
    public int Chunks { get; init; } = 2;

    /// <summary>By what patches are put into chunks. Default <see cref="ChunkRule.Quality"/>.</summary>
    public ChunkRule Rule { get; init; }

    /// <summary>
    /// Whether one network learns all chunks, JSTDO: all of the most difficult, nothing of the easiest, a falling share
    /// in between. Default false. It takes at least 2 chunks.
    /// </summary>
    public bool Joint { get; init; }

    /// <summary>Side of the patches in pixels of the low-resolution copy. At least 16, default 40.</summary>
    public int PatchSize { get; init; } = 40;

    /// <summary>How the weights lie in the bundle. Default <see cref="WeightFormat.Half"/>.</summary>
    [Changeable]
    public WeightFormat Weights { get; init; }

    /// <summary>How often a chunk is drawn from, for one network on all of them.</summary>
    internal IReadOnlyList<double> ChunkWeights =>
        [.. Enumerable.Range(0, Chunks).Select(chunk => (Chunks - 1 - chunk) / (Chunks - 1.0))];

    private int NetworkCount => Joint ? 1 : Chunks;

    internal override void Validate()
    {
        base.Validate();
        Network.Validate();
        ArgumentException.ThrowIfNullOrEmpty(Clip);
        ArgumentException.ThrowIfNullOrEmpty(LowClip);
        Require(
            !Network.Architecture.TakesAnySize, Network.Architecture, nameof(Network), "of a network of one scale");
        Require(Chunks is >= 1 and <= 16, Chunks, nameof(Chunks), "1 to 16");
        Require(!Joint || Chunks > 1, Chunks, nameof(Chunks), "at least 2 for a joint network");
        Require(Enum.IsDefined(Rule), Rule, nameof(Rule), "a known rule");
        Require(Enum.IsDefined(Weights), Weights, nameof(Weights), "a known format");
        RequireAtLeast(PatchSize, FrontEndBundle.SmallestTile, nameof(PatchSize));
        Require(
            BatchSize % NetworkCount == 0, BatchSize, nameof(BatchSize), $"a multiple of the {NetworkCount} chunks");
    }

    internal override TrainingRecipe WithFullPaths() =>
        this with { Clip = Path.GetFullPath(Clip), LowClip = Path.GetFullPath(LowClip) };

    internal override void RequireUsable(TrainingData data)
    {
        if (data.Training.Images.Count + (data.Validation?.Images.Count ?? 0) > 0)
            throw new ArgumentException("A clip is learned without other images; expected none.", nameof(data));
    }

    internal override TrainingPlan Build(TrainingData data, PretrainedParts? pretrained)
    {
        ClipPair clip = ClipPair.Read(Clip, LowClip, Network.Scale);
        PatchGrid grid = new(clip.Low[0].Size(), Network.Scale, PatchSize);
        int patches = clip.Low.Count * grid.Places.Count;
        if (patches < Chunks || (Rule == ChunkRule.Time && clip.Low.Count < Chunks))
            throw new TrainingException(
                $"Clip '{Clip}' has {clip.Low.Count} frames of {grid.Places.Count} patches; expected at least one for "
                + $"each of {Chunks} chunks.");
        byte[] chunkOf = PatchDifficulty.ChunksOf(clip, grid, Rule, Chunks, Seed);
        (ParallelNetworks networks, ParallelNetworks average) = BuildTwice(
            () => new ParallelNetworks(Enumerable.Repeat(Network, NetworkCount)));
        networks.Precision = Precision;
        BundleClip low = new(LowClip, clip.Low.Count, clip.Low[0].Width, clip.Low[0].Height);
        return new TrainingPlan
        {
            Network = networks,
            Average = average,
            Stages = [new Stage(Steps)],
            Samples = new ClipPatchSource(clip, grid, chunkOf, this),
            Losses = new VideoOverfittingLosses(networks).Compute,
            Export = run => Export(average, run, low, new PlannedRouter(grid.Places.Count, chunkOf)),
        };
    }

    private void Export(ParallelNetworks networks, RunFolder run, BundleClip clip, PlannedRouter plan)
    {
        BundlePart[] parts = [.. networks.Networks.Select((network, chunk) => Export(network, run, chunk))];
        File.Copy(parts[0].File, run.CandidateModel, overwrite: true);
        FrontEndBundle.Write(
            Path.Combine(run.Path, BundleFile), parts, parts.Length > 1 ? plan : null, overlap: 0, PatchSize, clip);
    }

    private BundlePart Export(SuperResolutionNetwork network, RunFolder run, int chunk)
    {
        string name = $"chunk-{chunk}", file = Path.Combine(run.Path, name + ".onnx");
        SuperResolutionExporter.Export(
            network, file, "video-overfitting", SuperResolutionRecipe.ShrinkingBy(network.Options));
        CompactWeights.Store(OnnxModel.Load(file), Weights).Save(file);
        return new BundlePart(file, name);
    }
}
