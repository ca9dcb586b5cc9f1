using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;
using static DetectionSdk.Training.Tests.SuperResolutionRuns;

namespace DetectionSdk.Training.Tests;

/// <summary>Front-ends that learn for a detector: task-driven, feature-driven, joint.</summary>
public sealed class ServedDetectorTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Theory]
    [InlineData(SuperResolutionGoal.TaskDriven, "task")]
    [InlineData(SuperResolutionGoal.FeatureDriven, "features")]
    public void A_served_detector_lowers_its_own_loss_and_stays_as_it_is(SuperResolutionGoal goal, string term)
    {
        using TemporaryFolder folder = new();
        string detector = TrainDetector(scenes, folder.File("detector"));
        using var scope = NewDisposeScope();
        SuperResolutionRecipe options = Small with
        {
            Goal = goal,
            Detector = detector,
            ImageWeight = 0,
            TaskWeight = 1,
        };
        using SteppedTraining training = new(options, scenes.Train, folder.Path);
        AerisNetwork served = ((SuperResolutionLosses)training.Plan.Helper!).Detector;
        using TrainingBatch batch = training.Plan.Samples.Make(0); // one batch again and again
        Dictionary<string, Tensor> before = served.state_dict()
            .ToDictionary(named => named.Key, named => named.Value.clone());

        double first = training.Take(batch, 2e-3).Terms[term], last = first;
        for (int i = 0; i < 40; i++) last = training.Take(batch, 2e-3).Terms[term];

        Assert.True(last < 0.97 * first, $"{first} -> {last}");
        Assert.Null(((FrontEndNetwork)training.State.Network).Detector);
        Assert.All(served.modules(), module => Assert.False(module.training));
        Assert.Contains(before.Keys, name => name.EndsWith("running_mean", StringComparison.Ordinal));
        Assert.All(
            served.state_dict(),
            named => Assert.True(named.Value.equal(before[named.Key]).all().item<bool>(), named.Key));
    }

    [Fact]
    public void Features_may_be_those_of_any_ONNX_detector_and_nothing_but_features()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(TrainDetector(scenes, folder.File("detector")), "best.onnx");
        using (var scope = NewDisposeScope())
        {
            SuperResolutionRecipe options = Small with
            {
                Goal = SuperResolutionGoal.FeatureDriven, Detector = file, ImageWeight = 0, TaskWeight = 1,
            };
            using SteppedTraining training = new(options, scenes.Train, folder.Path);
            using TrainingBatch batch = training.Plan.Samples.Make(0);
            double first = training.Take(batch, 2e-3).Terms["features"], last = first;
            for (int i = 0; i < 40; i++) last = training.Take(batch, 2e-3).Terms["features"];
            Assert.True(last < 0.97 * first, $"{first} -> {last}");
        }
        Assert.Contains(
            "needs the run of a detector",
            Assert.Throws<TrainingException>(() => Trainer.Create(
                Small with { Goal = SuperResolutionGoal.Joint, Detector = file }, folder.File("sr"), scenes.Train,
                null)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SuperResolutionGoal.Fidelity)]
    [InlineData(SuperResolutionGoal.FeatureDriven)]
    public void Photographs_without_classes_and_boxes_are_enough(SuperResolutionGoal goal)
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet photographs = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        SuperResolutionRecipe options = Small with
        {
            Steps = 2,
            Goal = goal,
            Detector = TrainDetector(scenes, folder.File("detector")),
        };
        Assert.True(Trainer.Create(options, folder.File("sr"), photographs, null).Train().Completed);
        using TrainedSuperResolution trained = TrainedSuperResolution.Load(folder.File("sr"));
        Assert.NotEqual(0, trained.Network.get_parameter("output.weight")!.abs().sum().item<float>());
    }

    [Theory]
    [InlineData(SuperResolutionGoal.Fidelity)]
    [InlineData(SuperResolutionGoal.FeatureDriven)]
    public void Boxes_that_a_recipe_does_not_read_may_be_wrong(SuperResolutionGoal goal)
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet wrong = scenes.Train with
        {
            Images =
            [
                .. scenes.Train.Images.Select(
                    image =>
                        image with
                        {
                            Annotations = [new Annotation(new Rect2d(0, 0, image.Size.Width, image.Size.Height), 99)],
                        })
            ],
        };
        SuperResolutionRecipe options = Small with
        {
            Steps = 2,
            Goal = goal,
            Detector = TrainDetector(scenes, folder.File("detector")),
        };
        Assert.False(
            Trainer.Create(options, folder.File("sr"), wrong, null)
                .Train(null, new CancellationToken(canceled: true)).Completed);
        Assert.True(Trainer.Resume(folder.File("sr"), wrong, null).Train().Completed);
        Assert.Throws<DataSetException>(
            () =>
                Trainer.Create(
                    options with { Goal = SuperResolutionGoal.TaskDriven }, folder.File("task"), wrong, null));
    }

    [Fact]
    public void A_detector_that_is_gone_shows_when_a_run_is_resumed()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Goal = SuperResolutionGoal.FeatureDriven,
            Detector = TrainDetector(scenes, folder.File("detector")),
        };
        Trainer.Create(options, folder.File("sr"), scenes.Train, null)
            .Train(null, new CancellationToken(canceled: true));
        Directory.Delete(folder.File("detector"), recursive: true);
        Assert.Contains(
            "holds no training run",
            Assert.Throws<TrainingException>(() => Trainer.Resume(folder.File("sr"), scenes.Train, null)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image", true)]
    [InlineData("features", true)]
    [InlineData("detector", false)]
    public void In_the_joint_recipe_every_term_teaches_one_of_the_two_networks(string term, bool teachesEnlarger)
    {
        using TemporaryFolder folder = new();
        using var scope = NewDisposeScope();
        SuperResolutionRecipe options = Small with
        {
            Goal = SuperResolutionGoal.Joint,
            Detector = TrainDetector(scenes, folder.File("detector")),
        };
        using TrainingPlan plan = options.Build(new TrainingData(scenes.Train, null), pretrained: null);
        FrontEndNetwork network = (FrontEndNetwork)plan.Network;
        using TrainingBatch batch = plan.Samples.Make(0);

        plan.Losses(batch, BatchTensors.From(batch, CPU))[term].backward();

        Assert.All(network.Detector!.modules(), module => Assert.False(module.training));
        Assert.Equal((teachesEnlarger, !teachesEnlarger), (Learns(network.Enlarger), Learns(network.Detector)));

        static bool Learns(nn.Module network) =>
            network.parameters()
                .Any(parameter => parameter.grad is { } gradient && gradient.count_nonzero().item<long>() > 0);
    }

    [Fact]
    public void The_joint_recipe_trains_both_and_keeps_both()
    {
        using TemporaryFolder folder = new();
        string detector = TrainDetector(scenes, folder.File("detector"));
        SuperResolutionRecipe options = Small with
        {
            Steps = 4,
            Goal = SuperResolutionGoal.Joint,
            Detector = detector,
        };
        Trainer.Create(options, folder.File("joint"), scenes.Train, null).Train();

        using SafeTensorFile first = SafeTensors.Read(
            Path.Combine(
                detector, "best.safetensors")), trained = SafeTensors.Read(folder.File("joint/best.safetensors"));
        string weight = "head.heatmap.2.weight";
        Assert.False(first.Tensors[weight].equal(trained.Tensors[$"detector.{weight}"]).all().item<bool>());
        Assert.All(
            first.Tensors.Where(named => named.Key.Contains("running_", StringComparison.Ordinal)),
            named =>
                Assert.True(named.Value.equal(trained.Tensors[$"detector.{named.Key}"]).all().item<bool>(), named.Key));
        Assert.NotEqual(0, trained.Tensors["enlarger.output.weight"].abs().sum().item<float>());
        Assert.True(File.Exists(folder.File("joint/best.onnx")) && File.Exists(folder.File("joint/detector.onnx")));
    }

    [Fact]
    public void The_gradual_mix_begins_with_reconstruction_alone()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Steps = 10,
            Goal = SuperResolutionGoal.FeatureDriven,
            Detector = TrainDetector(scenes, folder.File("detector")),
            TaskWeight = 1,
            GradualShare = 1,
        };
        using TrainingPlan plan = options.Build(new TrainingData(scenes.Train, null), pretrained: null);
        Assert.Equal(0, Features(0));
        Assert.Equal(2 * Features(2), Features(4), 1e-5);

        double Features(long number)
        {
            using var scope = NewDisposeScope();
            using TrainingBatch batch = plan.Samples.Make(number);
            using TrainingBatch same = plan.Samples.Make(7);
            return plan.Losses(batch, BatchTensors.From(same, CPU)).ToNumbers(0).Terms["features"];
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Live_tensors_do_not_grow_from_step_to_step()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Goal = SuperResolutionGoal.Joint,
            Detector = TrainDetector(scenes, folder.File("detector")),
        };
        using SteppedTraining training = new(options, scenes.Train, folder.Path);
        using BatchLoader batches = new(training.Plan.Samples.Make, 0, 1);
        long live = 0;
        for (int i = 1; i <= 60; i++)
        {
            using TrainingBatch batch = batches.Next();
            training.Take(batch, 1e-3);
            if (i == 3) live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }
}
