using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of Path-Restore learns from: the squared error of images that were restored along paths, first random
/// ones, then those that the pathfinder draws; and, for the pathfinder, its reward or the gains it should have
/// foretold. Then every image takes two paths, each the other's measure.
/// </summary>
internal sealed class PathRestoreLosses(PathRestoreNetwork network, PathRestoreRecipe recipe)
{
    private const int PathDraws = 11;

    private static readonly Scalar GreyLevels = 255f * 255f, Sure = 0.9f, Chance = 0.05f;

    private readonly Scalar _imageWeight = recipe.ImageWeight / (255.0 * 255.0), _share = recipe.PathShare;
    private readonly PathSet _paths = recipe.Paths;

    /// <summary>Restores a batch and compares.</summary>
    /// <exception cref="TrainingException">The degraded images have another size than the clean ones.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        batch.RequireScale(1);
        if (recipe.Learning == PathLearning.None)
            return Image(Errors(network.Restorer.call(tensors.Images), tensors.Clean));
        SubtractiveRandom random = new(Seeds.Derive(recipe.Seed, PathDraws, batch.Step));
        if (batch.Step < recipe.RandomSteps) return AlongRandomPaths(tensors, random);
        return recipe.Learning == PathLearning.Reinforcement ? Rewarded(tensors, random) : Foretold(tensors, random);
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
        // Every choice keeps a chance, so that none is given up for ever.
        Tensor probability = nn.functional.sigmoid(network.Finder.call(tensors.Images))
            .mul(Sure).add(Chance, HeldScalars.One);
        Tensor twice = cat([probability, probability]);
        Tensor taken = Uniform(twice, random).lt(twice.detach());
        Tensor errors = ErrorsAlong(tensors, taken);
        Tensor returns = Returns(tensors, errors.detach(), taken.to(ScalarType.Float32));
        Tensor chosen = where(taken, twice, twice.neg().add(HeldScalars.One, HeldScalars.One)).log();
        return Image(errors)
            .Add("policy", chosen.mul(PathReward.Advantages(returns)).sum(1).mean().neg())
            .Add("price", PriceOf(probability.detach().mean()));
    }

    private LossTerms Foretold(BatchTensors tensors, SubtractiveRandom random)
    {
        Tensor worth = network.Finder.call(tensors.Images);
        Tensor greedy = Greedy(worth.detach());
        Tensor taken = cat([RandomPaths(tensors.Images, random), greedy]);
        Tensor errors = ErrorsAlong(tensors, taken);
        Tensor[] measured = errors.detach().chunk(2), paths = taken.to(ScalarType.Float32).chunk(2);
        // A block is worth its gain less the price.
        Tensor foretold = worth.add(network.Finder.Price, HeldScalars.One).mul(paths[0].sub(paths[1])).sum(1);
        return Image(errors)
            .Add("gain", nn.functional.smooth_l1_loss(foretold, measured[1].sub(measured[0])))
            .Add("price", PriceOf(paths[1].mean()));
    }

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

    /// <summary>The first blocks, as many as are worth most, (B, blocks).</summary>
    private Tensor Greedy(Tensor worth)
    {
        Tensor sums = worth.matmul(_paths.ToTensor(worth.device).t()); // (B, paths)
        return _paths.ToTensor(worth.device).index_select(0, sums.argmax(1)).gt(HeldScalars.Zero);
    }

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
