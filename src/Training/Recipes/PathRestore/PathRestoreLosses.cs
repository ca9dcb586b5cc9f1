using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of Path-Restore learns from: the squared error of restored images and, in the second stage, the reward
/// of the pathfinder or the gains it should have foretold.
/// </summary>
/// <remarks>
/// By reward the paths are random ones first, then those that the pathfinder draws, two for every image, each the
/// other's measure. By gains an image is restored at every depth at once, which costs one more convolution a depth: so
/// each block learns from each image, and what it gains is measured, not drawn.
/// </remarks>
internal sealed class PathRestoreLosses(PathRestoreNetwork network, PathRestoreRecipe recipe)
{
    private const int PathDraws = 11;

    // Up to this error of a gain, in grey levels squared, its mean is learned; beyond, its median.
    private const double Typical = 20;

    private static readonly Scalar GreyLevels = 255f * 255f, Sure = 0.9f, Chance = 0.05f, Calm = 0.02f;

    private readonly Scalar _imageWeight = recipe.ImageWeight / (255.0 * 255.0), _share = recipe.PathShare;
    private readonly Scalar _depth = recipe.Depth;
    private readonly PathSet _paths = recipe.Paths;

    /// <summary>Restores a batch and compares.</summary>
    /// <exception cref="TrainingException">The degraded images have another size than the clean ones.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        batch.RequireScale(1);
        if (recipe.Learning == PathLearning.None)
            return Image(Errors(network.Restorer.call(tensors.Images), tensors.Clean));
        bool first = batch.Step < recipe.RandomSteps;
        if (recipe.Learning == PathLearning.Regression) return first ? AtEveryDepth(tensors) : Foretold(tensors);
        SubtractiveRandom random = new(Seeds.Derive(recipe.Seed, PathDraws, batch.Step));
        return first ? AlongRandomPaths(tensors, random) : Rewarded(tensors, random);
    }

    /// <summary>Mean squared error of each image, in grey levels squared, (B).</summary>
    internal static Tensor Errors(Tensor images, Tensor clean)
    {
        Tensor difference = images.sub(clean);
        return difference.mul(difference).mean([1, 2, 3]).mul(GreyLevels);
    }

    private LossTerms Image(Tensor errors) => new LossTerms().Add("image", errors.mean().mul(_imageWeight));

    private LossTerms AlongRandomPaths(BatchTensors tensors, SubtractiveRandom random) =>
        Image(Errors(network.Restorer.Restore(tensors.Images, RandomPaths(tensors.Images, random)), tensors.Clean));

    private LossTerms Rewarded(BatchTensors tensors, SubtractiveRandom random)
    {
        // Every choice keeps a chance, and no logit runs to where its gradient ends, so that none is given up for ever.
        Tensor logits = network.Finder.call(tensors.Images);
        Tensor probability = nn.functional.sigmoid(logits).mul(Sure).add(Chance, HeldScalars.One);
        Tensor twice = cat([probability, probability]);
        Tensor taken = Uniform(twice, random).lt(twice.detach());
        Tensor errors = ErrorsAlong(tensors, taken);
        Tensor returns = Returns(tensors, errors.detach(), taken.to(ScalarType.Float32));
        Tensor chosen = where(taken, twice, twice.neg().add(HeldScalars.One, HeldScalars.One)).log();
        return Image(errors)
            .Add("policy", chosen.mul(PathReward.Advantages(returns)).sum(1).mean().neg())
            .Add("calm", logits.mul(logits).mean().mul(Calm))
            .Add("price", PriceOf(probability.detach().mean()));
    }

    /// <summary>Every depth learns, and the one that the pathfinder takes as much as all together.</summary>
    private LossTerms Foretold(BatchTensors tensors)
    {
        Tensor errors = ErrorsOfDepths(tensors), measured = errors.detach();
        Tensor worth = network.Finder.call(tensors.Images);
        Tensor sums = worth.detach().matmul(_paths.ToTensor(worth.device).t()); // (B, depths)
        Tensor depth = sums.argmax(1, keepdim: true);
        Tensor gains = measured.narrow(1, 0, recipe.Depth).sub(measured.narrow(1, 1, recipe.Depth));
        // A block is worth its gain less the price.
        Tensor foretold = worth.add(network.Finder.Price, HeldScalars.One);
        Tensor taken = depth.to(ScalarType.Float32).mean().div(_depth);
        return Image(cat([errors.mean([1]), errors.gather(1, depth).flatten()]))
            .Add("gain", nn.functional.smooth_l1_loss(foretold, gains, beta: Typical))
            .Add("price", PriceOf(taken));
    }

    private LossTerms AtEveryDepth(BatchTensors tensors) => Image(ErrorsOfDepths(tensors).mean([1]));

    /// <summary>Of each image when it takes none, one, ... all of the blocks, (B, depths).</summary>
    private Tensor ErrorsOfDepths(BatchTensors tensors) => stack(
        [.. network.Restorer.RestoreAtEveryDepth(tensors.Images).Select(image => Errors(image, tensors.Clean))], 1);

    private Tensor ErrorsAlong(BatchTensors tensors, Tensor taken) => Errors(
        network.Restorer.Restore(cat([tensors.Images, tensors.Images]), taken), cat([tensors.Clean, tensors.Clean]));

    private Tensor Returns(BatchTensors tensors, Tensor errors, Tensor taken)
    {
        Tensor before = Errors(tensors.Images, tensors.Clean);
        // The same for both paths of an image: else one that restores less would be the more difficult.
        Tensor difficulty = PathReward.Difficulty(stack(errors.chunk(2)).mean([0]), recipe.DifficultyThreshold);
        return PathReward.Returns(
            cat([before, before]).sub(errors), cat([difficulty, difficulty]), taken, network.Finder.Price);
    }

    /// <summary>Falls as the price rises where more is taken than wanted, and the other way round.</summary>
    private Tensor PriceOf(Tensor taken) =>
        taken.neg().add(_share, HeldScalars.One).mul(network.Finder.LogPrice).sum();

    private Tensor RandomPaths(Tensor images, SubtractiveRandom random)
    {
        bool[] taken =
        [
            .. Enumerable.Range(0, (int)images.shape[0]).SelectMany(_ => _paths.Paths[random.Next(_paths.Paths.Count)])
        ];
        return tensor(taken, [images.shape[0], _paths.Blocks], device: images.device);
    }

    private static Tensor Uniform(Tensor like, SubtractiveRandom random)
    {
        float[] numbers = [.. Enumerable.Range(0, (int)like.numel()).Select(_ => (float)random.NextDouble())];
        return tensor(numbers, like.shape, device: like.device);
    }
}
