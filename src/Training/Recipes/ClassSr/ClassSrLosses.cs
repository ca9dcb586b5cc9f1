using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of ClassSR learns from. First each branch enlarges its crops: all of them, or its share in the order of
/// what bicubic enlargement loses, the easiest to the narrowest. Then all branches enlarge all crops, mixed by how
/// probable the class module finds them, and it has to be sure of every crop (class) and fair over the batch (average);
/// beside it the predictor learns what error each branch leaves (error).
/// </summary>
internal sealed class ClassSrLosses(ClassSrNetwork network, ClassSrRecipe recipe)
{
    private static readonly Scalar LeastError = 0.1f; // flat crops have none, and no logarithm then

    private readonly Scalar _imageWeight = recipe.ImageWeight, _classWeight = recipe.ClassWeight;
    private readonly Scalar _averageWeight = recipe.AverageWeight, _pairs = recipe.Widths.Count - 1.0;

    /// <summary>Enlarges a batch and compares.</summary>
    /// <exception cref="TrainingException">The degraded images have another size than the networks take.</exception>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors)
    {
        batch.RequireScale(recipe.Network.Scale);
        return batch.Step < recipe.BranchSteps
            ? new LossTerms().Add("image", Apart(batch, tensors).mul(_imageWeight))
            : Together(batch, tensors);
    }

    private Tensor Apart(TrainingBatch batch, BatchTensors tensors)
    {
        Tensor[]? shares = recipe.Branches == ClassSrBranches.Specialised
            ? ByDifficulty(batch, tensors).chunk(network.Count)
            : null;
        return stack([.. Enumerable.Range(0, network.Count).Select(branch => nn.functional.l1_loss(
            network.Enlarge(branch, Of(tensors.Images, branch), batch.CleanSize), Of(tensors.Clean, branch)))]).mean();

        Tensor Of(Tensor all, int branch) => shares is null ? all : all.index_select(0, shares[branch]);
    }

    /// <summary>Indices of the crops, those that bicubic enlargement loses least of first.</summary>
    private static Tensor ByDifficulty(TrainingBatch batch, BatchTensors tensors)
    {
        using IDisposable noGradient = no_grad();
        Tensor bicubic = nn.functional.interpolate(
            tensors.Images, [batch.CleanSize.Height, batch.CleanSize.Width], mode: InterpolationMode.Bicubic,
            align_corners: false);
        return SquaredError(bicubic, tensors.Clean).argsort();
    }

    private LossTerms Together(TrainingBatch batch, BatchTensors tensors)
    {
        Tensor[] each = batch.Step < recipe.BranchSteps + recipe.RouterSteps
            ? Fixed(batch, tensors)
            : Enlarged(batch, tensors);
        Tensor shares = nn.functional.softmax(network.Router.call(tensors.Images), 1); // (B, branches)
        Tensor mixed = each.Select((image, index) => image.mul(shares.narrow(1, index, 1).view(-1, 1, 1, 1)))
            .Aggregate((sum, part) => sum.Plus(part));
        return new LossTerms()
            .Add("image", nn.functional.l1_loss(mixed, tensors.Clean).mul(_imageWeight))
            .Add("class", Doubt(shares).mul(_classWeight))
            .Add("average", Unfairness(shares).mul(_averageWeight))
            .Add("error", Misjudgement(network.Predictor.call(tensors.Images), Errors(each, tensors.Clean)));
    }

    private Tensor[] Enlarged(TrainingBatch batch, BatchTensors tensors) =>
    [
        .. Enumerable.Range(0, network.Count).Select(branch =>
            network.Enlarge(branch, tensors.Images, batch.CleanSize))
    ];

    /// <summary>The same without gradients, while the branches do not learn.</summary>
    private Tensor[] Fixed(TrainingBatch batch, BatchTensors tensors)
    {
        using (no_grad()) return Enlarged(batch, tensors);
    }

    /// <summary>Logarithms of the squared errors in grey levels, (B, branches).</summary>
    private static Tensor Errors(Tensor[] each, Tensor clean)
    {
        using IDisposable noGradient = no_grad();
        return stack([.. each.Select(image => SquaredError(image, clean))], 1).mul(TileJudgement.GreyLevels)
            .clamp_min(LeastError).log();
    }

    /// <summary>By image, in [0, 1].</summary>
    private static Tensor SquaredError(Tensor image, Tensor clean)
    {
        Tensor difference = image.sub(clean);
        return difference.mul(difference).mean([1, 2, 3]);
    }

    /// <summary>
    /// How wrong the first branch's error is foretold, and what each further one's is less: the differences are small
    /// beside the errors, and what counts.
    /// </summary>
    internal static Tensor Misjudgement(Tensor foretold, Tensor errors)
    {
        Tensor wrong = foretold.sub(errors);
        long further = wrong.shape[1] - 1;
        Tensor steps = wrong.narrow(1, 1, further).sub(wrong.narrow(1, 0, further));
        return wrong.narrow(1, 0, 1).abs().mean().Plus(steps.abs().sum(1).mean());
    }

    /// <summary>0 where every crop has one branch for sure; 2 of three branches where all are as probable.</summary>
    internal Tensor Doubt(Tensor shares)
    {
        int branches = recipe.Widths.Count;
        IEnumerable<Tensor> differences =
            from i in Enumerable.Range(0, branches)
            from j in Enumerable.Range(i + 1, branches - i - 1)
            select shares.narrow(1, i, 1).sub(shares.narrow(1, j, 1)).abs();
        return differences.Aggregate((sum, next) => sum.Plus(next)).mean().neg().add(_pairs, HeldScalars.One);
    }

    /// <summary>0 where each branch gets as many crops of the batch; 1 where one gets all.</summary>
    internal Tensor Unfairness(Tensor shares)
    {
        int branches = recipe.Widths.Count;
        using Scalar even = -1.0 / branches, most = branches / (2.0 * (branches - 1));
        return shares.mean([0]).add(even, HeldScalars.One).abs().sum().mul(most);
    }
}
