using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of Path-Restore learns from: the squared error of restored images and, for the pathfinder, its reward in
/// the second stage, or the gains that it should have foretold.
/// </summary>
/// <remarks>
/// By reward the paths are random ones first, then those that the pathfinder draws, two for every image, each the
/// other's measure. By gains an image is restored at every depth at once, which costs one more convolution a depth: so
/// each block learns from each image, and what it gains is measured, not drawn.
/// </remarks>
internal sealed class PathRestoreLosses(PathRestoreNetwork network, PathRestoreRecipe recipe)
{
    private const int PathDraws = 11;

    private static readonly Scalar GreyLevels = 255f * 255f, Sure = 0.9f, Chance = 0.05f, Calm = 0.02f;
    // Of the loss for the depths around the suitable one, and for all; what square of gains counts as none.
    private static readonly Scalar Most = 0.9f, Rest = 0.1f, Little = 4f;
    private static readonly Scalar Step = 1L, None = 0L; // of depths, which are whole numbers
    private static readonly Scalar HalfARank = 0.5f;

    private readonly Scalar _imageWeight = recipe.ImageWeight / (255.0 * 255.0), _share = recipe.PathShare;
    private readonly Scalar _depth = recipe.Depth;
    private readonly Scalar _spread = 2 * RoomOf(recipe.PathShare) / recipe.BatchSize; // between neighbours in rank
    private readonly Scalar _least = recipe.PathShare - RoomOf(recipe.PathShare);
    private readonly PathSet _paths = recipe.Paths;

    /// <summary>Restores a batch and compares.</summary>
    /// <exception cref="TrainingException">The degraded images have another size than the clean ones.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        batch.RequireScale(1);
        if (recipe.Learning == PathLearning.None)
            return Image(Errors(network.Restorer.call(tensors.Images), tensors.Clean));
        if (recipe.Learning == PathLearning.Regression) return AtEveryDepth(tensors);
        SubtractiveRandom random = new(Seeds.Derive(recipe.Seed, PathDraws, batch.Step));
        return batch.Step < recipe.RandomSteps ? AlongRandomPaths(tensors, random) : Rewarded(tensors, random);
    }

    /// <summary>Mean squared error of each image, in grey levels squared, (B).</summary>
    internal static Tensor Errors(Tensor images, Tensor clean)
    {
        Tensor difference = images.sub(clean);
        return difference.mul(difference).mean([1, 2, 3]).mul(GreyLevels);
    }

    /// <summary>How far depths can lie from a share on both sides.</summary>
    private static double RoomOf(double share) => Math.Min(share, 1 - share);

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

    /// <summary>
    /// Every depth learns from every image, most of all the one that suits it, and half as much those beside it.
    /// </summary>
    private LossTerms AtEveryDepth(BatchTensors tensors)
    {
        Tensor errors = ErrorsOfDepths(tensors), measured = errors.detach();
        (Tensor byNoise, Tensor byTile) = network.Finder.Judge(tensors.Images);
        return Image(AroundDepths(errors, SuitableDepths(measured)))
            .Add("gain", Foretold(byNoise, measured).Plus(Foretold(byTile, measured)));
    }

    /// <summary>Mean error at the depth of each image, (B, 1), those beside it, and a little of all.</summary>
    private Tensor AroundDepths(Tensor errors, Tensor depth)
    {
        Tensor around = cat([depth.sub(Step), depth, depth, depth.add(Step, Step)], 1).clamp(None, _depth);
        return errors.gather(1, around).mean().mul(Most).Plus(errors.mean().mul(Rest));
    }

    /// <summary>
    /// The more of an image's error is mended by all blocks, beside the others of the batch, the deeper: evenly spread
    /// around the share of blocks that are to be taken, as far as that leaves room. (B, 1), whole numbers.
    /// </summary>
    /// <remarks>
    /// Not what the pathfinder would choose: a depth that it chooses often learns most and is chosen more, and one
    /// seed of three sent nearly all images along one path.
    /// </remarks>
    internal Tensor SuitableDepths(Tensor errors)
    {
        Tensor mended = errors.narrow(1, 0, 1).sub(errors.narrow(1, recipe.Depth, 1));
        Tensor rank = mended.argsort(0).argsort(0).to(ScalarType.Float32).add(HalfARank, HeldScalars.One);
        return rank.mul(_spread).add(_least, HeldScalars.One).mul(_depth).round().to(ScalarType.Int64);
    }

    /// <summary>Squared error of what blocks should gain, in units of what each one gains in this batch.</summary>
    private Tensor Foretold(Tensor gains, Tensor errors)
    {
        Tensor measured = errors.narrow(1, 0, recipe.Depth).sub(errors.narrow(1, 1, recipe.Depth));
        Tensor difference = gains.sub(measured);
        Tensor scale = measured.mul(measured).mean([0], keepdim: true).add(Little, HeldScalars.One);
        return difference.mul(difference).div(scale).mean();
    }

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
