using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionTrainingTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly SuperResolutionRecipe Small = new()
    {
        Steps = 30, BatchSize = 2, Seed = 3, Threads = 1, WarmupSteps = 5, LearningRate = 2e-3,
        Network = new SuperResolutionOptions { Scale = 2, Width = 0.125, Depth = 2 },
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    [Fact]
    [Trait("Category", "Slow")]
    public void Fidelity_comes_nearer_to_the_original_than_bicubic_enlargement()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Steps = 500,
            Network = Small.Network with { Width = 0.25 },
            LearningRate = 4e-3,
        };
        Assert.True(Trainer.Create(options, folder.Path, scenes.Train, null).Train().Completed);

        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using TrainedSuperResolution trained = TrainedSuperResolution.Load(folder.Path);
        using SuperResolutionNetwork bicubic = SuperResolutionNetwork.Create(options.Network);
        Assert.True(
            Distance(trained.Network) < 0.95 * Distance(bicubic),
            $"{Distance(trained.Network)} against {Distance(bicubic)}");
    }

    [Fact]
    public void An_interrupted_run_ends_with_the_same_weights()
    {
        using TemporaryFolder whole = new(), parts = new();
        Trainer.Create(Small, whole.Path, scenes.Train, null).Train();
        using CancellationTokenSource stop = new();
        Trainer.Create(Small with { CheckpointInterval = 7 }, parts.Path, scenes.Train, null)
            .Train(new StopAtFirstLine(stop), stop.Token);
        Assert.False(File.Exists(parts.File("best.onnx")));
        Assert.True(Trainer.Resume(parts.Path, scenes.Train, null).Train().Completed);

        using SafeTensorFile expected =
            SafeTensors.Read(whole.File("best.safetensors")), actual = SafeTensors.Read(parts.File("best.safetensors"));
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        Assert.All(
            expected.Tensors,
            named => Assert.True(named.Value.equal(actual.Tensors[named.Key]).all().item<bool>(), named.Key));
    }

    [Fact]
    public void Losses_are_logged_by_the_steps_that_are_done()
    {
        using TemporaryFolder folder = new();
        Trainer.Create(Small with { Steps = 52 }, folder.Path, scenes.Train, null).Train();
        Assert.Equal(
            [50, 52],
            File.ReadLines(folder.File("log.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()));
    }

    [Theory]
    [InlineData(SuperResolutionGoal.TaskDriven, "task")]
    [InlineData(SuperResolutionGoal.FeatureDriven, "features")]
    public void A_served_detector_lowers_its_own_loss_and_stays_as_it_is(SuperResolutionGoal goal, string term)
    {
        using TemporaryFolder folder = new();
        string detector = TrainDetector(folder.File("detector"));
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
        string file = Path.Combine(TrainDetector(folder.File("detector")), "best.onnx");
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
            Detector = TrainDetector(folder.File("detector")),
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
            Detector = TrainDetector(folder.File("detector")),
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
            Detector = TrainDetector(folder.File("detector")),
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
            Detector = TrainDetector(folder.File("detector")),
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
        string detector = TrainDetector(folder.File("detector"));
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
            Detector = TrainDetector(folder.File("detector")),
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

    [Trait("Category", "Slow")]
    [Fact]
    [Trait("Category", "Slow")]
    public void Live_tensors_do_not_grow_from_step_to_step()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Goal = SuperResolutionGoal.Joint,
            Detector = TrainDetector(folder.File("detector")),
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

    [Fact]
    public void What_cannot_be_trained_is_refused_before_anything_is_written()
    {
        using TemporaryFolder folder = new();
        string run = folder.File("run"), detector = TrainDetector(folder.File("detector"));
        AnnotatedDataSet none = scenes.Train with { Images = [] }, other = scenes.Train with
        {
            ClassNames = ["x", .. scenes.Train.ClassNames.Skip(1)],
        };
        SuperResolutionRecipe task = Small with
        {
            Goal = SuperResolutionGoal.TaskDriven,
            Detector = detector,
        };
        Assert.Contains(
            "no image", Assert.Throws<TrainingException>(() => Trainer.Create(Small, run, none, null)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "needs the run of the detector",
            Assert.Throws<ArgumentException>(
                () => Trainer.Create(task with { Detector = null }, run, scenes.Train, null)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the training set has [x",
            Assert.Throws<TrainingException>(() => Trainer.Create(task, run, other, null)).Message,
            StringComparison.Ordinal);
        foreach (SuperResolutionGoal goal in
            (SuperResolutionGoal[])
            [
                SuperResolutionGoal.TaskDriven, SuperResolutionGoal.FeatureDriven, SuperResolutionGoal.Joint
            ])
            Assert.Contains(
                "holds no training run",
                Assert.Throws<TrainingException>(
                    () =>
                        Trainer.Create(
                            task with { Goal = goal, Detector = folder.File("nowhere") }, run, scenes.Train, null))
                    .Message,
                StringComparison.Ordinal);
        Assert.Contains(
            "holds no training run",
            Assert.Throws<TrainingException>(
                () =>
                    Trainer.Create(
                        Small with { InitialWeights = folder.File("nowhere") }, run, scenes.Train, null)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is the run of a detector; expected that of a front-end",
            Assert.Throws<TrainingException>(
                () =>
                    Trainer.Create(Small with { InitialWeights = detector }, run, scenes.Train, null)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "must be a multiple of the scale 3",
            Assert.Throws<ArgumentOutOfRangeException>(
                () =>
                    Trainer.Create(
                        Small with { Network = Small.Network with { Scale = 3 } }, run, scenes.Train, null)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    public void A_degradation_of_another_scale_is_named()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Degradation = new DegradationPipeline([new DownsampleOptions { Scale = 3 }]),
        };
        string message = Assert.Throws<TrainingException>(
            () => Trainer.Create(options, folder.Path, scenes.Train, null).Train()).Message;
        Assert.Contains(
            "21 x 21 pixels of crops of 64; the network enlarges by 2 and expects 32 x 32", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_for_any_scale_learns_from_mixed_scales()
    {
        using TemporaryFolder folder = new();
        SuperResolutionRecipe options = Small with
        {
            Steps = 6,
            Degradation = DegradationPipeline.CocoD,
            Network = Small.Network with { Architecture = SuperResolutionArchitecture.AnyScale, Scale = 4 },
        };
        Assert.True(Trainer.Create(options, folder.Path, scenes.Train, null).Train().Completed);
        Assert.True(File.Exists(folder.File("best.onnx")));
    }

    [Fact]
    public void By_default_a_network_for_any_scale_sees_more_than_one()
    {
        SuperResolutionRecipe options = Small with
        {
            Network = Small.Network with { Architecture = SuperResolutionArchitecture.AnyScale, Scale = 4 },
        };
        PhotographSource factory = options.Photographs(scenes.Train);
        HashSet<int> sides = [];
        for (int step = 0; step < 10; step++)
        {
            using TrainingBatch batch = factory.Make(step);
            sides.Add(batch.InputSize.Width);
        }
        Assert.True(sides.Count > 3, string.Join(", ", sides));
        Assert.All(sides, side => Assert.InRange(side, 16, 64));
    }

    private string TrainDetector(string folder)
    {
        AerisRecipe options = TrainingRuns.Small with
        {
            Steps = 5,
            Restoration = RestorationKind.None,
            Degradation = null,
            CheckpointInterval = 100,
        };
        Trainer.Create(options, folder, scenes.Train, null).Train();
        return folder;
    }

    /// <summary>Mean absolute difference to the original over ten batches that training does not draw.</summary>
    private double Distance(SuperResolutionNetwork network)
    {
        PhotographSource factory = (Small with { Seed = 99 }).Photographs(scenes.Train);
        return Enumerable.Range(0, 10).Average(step =>
        {
            using TrainingBatch batch = factory.Make(step);
            BatchTensors tensors = BatchTensors.From(batch, CPU);
            return network.call(tensors.Images, batch.CleanSize).sub(tensors.Clean).abs().mean().item<float>();
        });
    }

    private sealed class StopAtFirstLine(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        private int _reports;

        public void Report(TrainingProgress value)
        {
            if (++_reports == 1) stop.CancelAfter(TimeSpan.FromMilliseconds(50));
        }
    }
}
