using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training;

/// <summary>
/// What a step of ClassSR learns from. First each branch enlarges its share of the batch: crops in the order of what
/// bicubic enlargement loses of them, the easiest to the narrowest. Then all branches enlarge all crops, mixed by how
/// probable the module finds them, and it has to be sure of every crop (class) and fair over the batch (average).
/// </summary>
internal sealed class ClassSrLosses(ClassSrNetwork network, ClassSrRecipe recipe)
{
    private readonly Scalar _imageWeight = recipe.ImageWeight, _classWeight = recipe.ClassWeight;
    private readonly Scalar _averageWeight = recipe.AverageWeight, _pairs = recipe.Widths.Count - 1.0;

    /// <summary>Enlarges a batch and compares.</summary>
    public LossTerms Compute(TrainingBatch batch, BatchTensors tensors) => batch.Step < recipe.BranchSteps
        ? new LossTerms().Add("image", Separate(batch, tensors).mul(_imageWeight))
        : Together(batch, tensors);

    private Tensor Separate(TrainingBatch batch, BatchTensors tensors)
    {
        Tensor[] shares = [.. ByDifficulty(batch, tensors).chunk(network.Branches.Count)];
        return stack([.. network.Branches.Zip(shares, (branch, share) => nn.functional.l1_loss(
            branch.call(tensors.Images.index_select(0, share), batch.CleanSize),
            tensors.Clean.index_select(0, share)))]).mean();
    }

    /// <summary>Indices of the crops, those that bicubic enlargement loses least of first.</summary>
    private static Tensor ByDifficulty(TrainingBatch batch, BatchTensors tensors)
    {
        using IDisposable noGradient = no_grad();
        Tensor bicubic = nn.functional.interpolate(
            tensors.Images, [batch.CleanSize.Height, batch.CleanSize.Width], mode: InterpolationMode.Bicubic,
            align_corners: false);
        Tensor difference = bicubic.sub(tensors.Clean);
        return difference.mul(difference).mean([1, 2, 3]).argsort();
    }

    private LossTerms Together(TrainingBatch batch, BatchTensors tensors)
    {
        Tensor shares = nn.functional.softmax(network.Router.call(tensors.Images), 1); // (B, branches)
        Tensor mixed = network.Branches
            .Select((branch, index) => branch.call(tensors.Images, batch.CleanSize)
                .mul(shares.narrow(1, index, 1).view(-1, 1, 1, 1)))
            .Aggregate((sum, part) => sum.Plus(part));
        return new LossTerms()
            .Add("image", nn.functional.l1_loss(mixed, tensors.Clean).mul(_imageWeight))
            .Add("class", Doubt(shares).mul(_classWeight))
            .Add("average", Unfairness(shares).mul(_averageWeight));
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
