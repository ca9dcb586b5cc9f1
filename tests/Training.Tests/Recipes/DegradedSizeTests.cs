using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;

namespace DetectionSdk.Training.Tests;

/// <summary>Every recipe of pairs of images, given a degradation of another scale than its network's.</summary>
public sealed class DegradedSizeTests : IDisposable
{
    private static readonly AugmentationOptions Crops = new()
    {
        CropSize = 32, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0,
    };

    private static readonly DegradationPipeline Halving = new([new DownsampleOptions { Scale = 2 }]);

    private static readonly SuperResolutionOptions ByFour = new() { Scale = 4, Width = 0.125, Depth = 2 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string, TrainingRecipe> Recipes => new()
    {
        {
            "enlarges by 4 and expects 8 x 8. Choose a degradation of that one scale, or the architecture any-scale.",
            new SuperResolutionRecipe { Network = ByFour, Degradation = Halving, Augmentation = Crops, BatchSize = 2 }
        },
        {
            "enlarges by 4 and expects 8 x 8. Choose a degradation of that one scale.",
            new SemanticRecipe
            {
                Network = ByFour, Degradation = Halving, Augmentation = Crops, BatchSize = 2, Bands = BandGoal.None,
            }
        },
        {
            "enlarges by 4 and expects 8 x 8. Choose a degradation of that one scale.",
            new ClassSrRecipe
            {
                Network = new SuperResolutionOptions
                {
                    Architecture = SuperResolutionArchitecture.EdsrShuffle, Scale = 4, Depth = 2,
                },
                Widths = [0.125, 0.25], Degradation = Halving, Augmentation = Crops, BatchSize = 2,
            }
        },
        {
            "enlarges by 4 and expects 8 x 8. Choose a degradation of that one scale.",
            new FeedbackRecipe
            {
                Network = new SuperResolutionOptions { Scale = 4, Width = 0.125 }, Things = ["light"],
                Degradation = Halving, Augmentation = Crops, BatchSize = 2,
            }
        },
        {
            "keeps the size and expects 32 x 32. Choose a degradation of that one scale.",
            new PathRestoreRecipe { Width = 0.125, Degradation = Halving, Augmentation = Crops, BatchSize = 2 }
        },
    };

    [Theory]
    [MemberData(nameof(Recipes), DisableDiscoveryEnumeration = true)]
    public void Images_of_another_size_than_the_network_takes_are_refused_with_both(
        string expected, TrainingRecipe recipe)
    {
        using TrainingPlan plan = recipe.Build(new TrainingData(Set(), null), null);
        using DisposeScope scope = NewDisposeScope();
        using TrainingBatch batch = plan.Samples.Make(0);

        Assert.Equal(
            $"The degradation makes 16 x 16 pixels of crops of 32; the network {expected}",
            Assert.Throws<TrainingException>(() => plan.Losses(batch, BatchTensors.From(batch, CPU))).Message);
    }

    private AnnotatedDataSet Set()
    {
        using Mat picture = new(40, 40, MatType.CV_8UC3, Scalar.All(90)), labels = new(40, 40, MatType.CV_8UC1);
        labels.SetTo(Scalar.All(1));
        string file = _folder.Write("1.png", picture.ToBytes(".png"));
        string map = _folder.Write("1-labels.png", labels.ToBytes(".png"));
        return new AnnotatedDataSet(
            ["dark", "light"],
            [new AnnotatedImage(file, "1.png", picture.Size(), []) { LabelMap = new LabelMap(map, 2) }]);
    }
}
