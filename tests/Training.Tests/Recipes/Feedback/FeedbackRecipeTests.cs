using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;
using static TorchSharp.torch;
using Scalar = OpenCvSharp.Scalar;

namespace DetectionSdk.Training.Tests;

public sealed class FeedbackRecipeTests : IDisposable
{
    private static readonly FeedbackRecipe Small = new()
    {
        Steps = 6, BatchSize = 2, Seed = 3, Threads = 1, WarmupSteps = 2, FeedbackSteps = 2, Things = ["car"],
        Network = new SuperResolutionOptions { Scale = 2, Depth = 2, Width = 0.125 },
        Augmentation = new AugmentationOptions { CropSize = 32, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        FeedbackRecipe recipe = new() { Things = ["car"] };
        recipe.Validate();
        Assert.Equal((2000, 16, 1e-3, 128), (
            recipe.Steps, recipe.BatchSize, recipe.LearningRate, recipe.Augmentation.CropSize));
        Assert.Equal((4, InstanceCondition.Border, 4, 0.5), (
            recipe.FeedbackSteps, recipe.Condition, recipe.Network.Scale, recipe.Network.Width));
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        AssertRefused(Small with { FeedbackSteps = 0 }, "FeedbackRecipe.FeedbackSteps must be at least 1.");
        AssertRefused(Small with { Things = [] }, "FeedbackRecipe.Things must be names of classes, at least one.");
        AssertRefused(
            Small with { Network = new() { Architecture = SuperResolutionArchitecture.Dbpn } },
            "FeedbackRecipe.Network must be without an architecture: it has its own.");
    }

    [Fact]
    public void Photographs_without_a_label_map_and_unknown_classes_are_refused()
    {
        AnnotatedDataSet set = Photographs();
        AnnotatedImage bare = set.Images[0] with { LabelMap = null };

        Assert.Equal(
            "'0.png' has no label map; expected one of every photograph.",
            Assert.Throws<TrainingException>(() => Trainer.Create(
                Small, _folder.File("a"), set with { Images = [bare, .. set.Images.Skip(1)] }, null)).Message);
        Assert.Equal(
            "classes.txt: there is no class 'cat'; expected some of road, car.",
            Assert.Throws<DataSetException>(() => Trainer.Create(
                Small with { Things = ["cat"] }, _folder.File("b"), set, null)).Message);
    }

    // The picture of number 2 holds no car.
    [Fact]
    public void A_run_trains_every_step_also_on_pictures_without_an_instance()
    {
        AnnotatedDataSet set = Photographs();
        using TrainingPlan plan = Small.Build(new TrainingData(set, null), null);
        using (var scope = NewDisposeScope())
        {
            using TrainingBatch batch = plan.Samples.Make(0);
            LossTerms terms = plan.Losses(batch, BatchTensors.From(batch, CPU));
            Assert.Equal(["step1", "step2"], terms.Names);
            // Untrained both steps give the picture as bicubically enlarged, and the second weighs twice as much.
            Assert.Equal(2, terms["step2"].item<float>() / terms["step1"].item<float>(), 1e-5f);
        }

        Assert.True(Trainer.Create(Small, _folder.File("run"), set, null).Train().Completed);
        Assert.True(Trainer.Resume<FeedbackRecipe>(
            _folder.File("run"), set, null, recipe => recipe with { Steps = 8 }).Train().Completed);
        Assert.True(File.Exists(_folder.File("run/best.onnx")));
    }

    private AnnotatedDataSet Photographs()
    {
        _folder.Write("classes.txt", "0 road\n1 car\n2 void\n"u8.ToArray());
        for (int i = 0; i < 3; i++)
        {
            using Mat picture = new(48, 48, MatType.CV_8UC3), labels = new(48, 48, MatType.CV_8UC1, Scalar.All(0));
            Cv2.SetTheRNG((ulong)i + 1);
            Cv2.Randu(picture, Scalar.All(0), Scalar.All(256));
            if (i < 2) labels[10, 40, 10, 40].SetTo(Scalar.All(1));
            _folder.Write($"images/train/{i}.png", picture.ToBytes(".png"));
            _folder.Write($"labels/train/{i}.png", labels.ToBytes(".png"));
        }
        return LabelMapDataSet.Read(_folder.Path, "train");
    }

    private static void AssertRefused(FeedbackRecipe recipe, string message) => Assert.StartsWith(
        message, Assert.Throws<ArgumentOutOfRangeException>(recipe.Validate).Message);
}
