using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using OpenCvSharp;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests.SuperResolution;

public sealed class SuperResolutionTrainerTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly SuperResolutionTrainerOptions Small = new()
    {
        Steps = 30, BatchSize = 2, Seed = 3, Threads = 1, WarmupSteps = 5, LearningRate = 2e-3,
        Network = new SuperResolutionOptions { Scale = 2, Width = 0.125, Depth = 2 },
        Augmentation = new AugmentationOptions { CropSize = 64, MinimumZoom = 1, MaximumZoom = 1, ColourJitter = 0 },
    };

    [Fact]
    public void Fidelity_comes_nearer_to_the_original_than_bicubic_enlargement()
    {
        using TemporaryFolder folder = new();
        SuperResolutionTrainerOptions options = Small with
        {
            Steps = 500,
            Network = Small.Network with { Width = 0.25 },
            LearningRate = 4e-3,
        };
        Assert.True(SuperResolutionTrainer.Create(options, folder.Path, scenes.Train).Train().Completed);

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
        SuperResolutionTrainer.Create(Small, whole.Path, scenes.Train).Train();
        using CancellationTokenSource stop = new();
        SuperResolutionTrainer.Create(Small with { CheckpointInterval = 7 }, parts.Path, scenes.Train)
            .Train(new StopAtFirstLine(stop), stop.Token);
        Assert.False(File.Exists(parts.File("best.onnx")));
        Assert.True(SuperResolutionTrainer.Resume(parts.Path, scenes.Train).Train().Completed);

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
        SuperResolutionTrainer.Create(Small with { Steps = 52 }, folder.Path, scenes.Train).Train();
        Assert.Equal(
            [50, 52],
            File.ReadLines(folder.File("log.jsonl"))
                .Select(line => JsonDocument.Parse(line).RootElement.GetProperty("step").GetInt32()));
    }

    [Theory]
    [InlineData(SuperResolutionRecipe.TaskDriven, "task")]
    [InlineData(SuperResolutionRecipe.FeatureDriven, "features")]
    public void A_served_detector_lowers_its_own_loss_and_stays_as_it_is(SuperResolutionRecipe recipe, string term)
    {
        using TemporaryFolder folder = new();
        string detector = TrainDetector(folder.File("detector"));
        using var scope = NewDisposeScope();
        SuperResolutionTrainerOptions options = Small with
        {
            Recipe = recipe,
            Detector = detector,
            ImageWeight = 0,
            TaskWeight = 1,
        };
        using TrainingState<FrontEndNetwork> state = SuperResolutionStart.State(options);
        using SuperResolutionStep step = new(state.Network, options);
        TrainingStep<FrontEndNetwork> training = new(
            state, step.Losses, options.MaximumGradientNorm, new RunFolder(folder.Path));
        using TrainingBatch batch = Factory(options).Make(0); // one batch again and again
        Dictionary<string, Tensor> before = step.Detector.state_dict()
            .ToDictionary(named => named.Key, named => named.Value.clone());

        double first = training.Take(batch, 2e-3).Terms[term], last = first;
        for (int i = 0; i < 40; i++) last = training.Take(batch, 2e-3).Terms[term];

        Assert.True(last < 0.97 * first, $"{first} -> {last}");
        Assert.Null(state.Network.Detector);
        Assert.All(step.Detector.modules(), module => Assert.False(module.training));
        Assert.Contains(before.Keys, name => name.EndsWith("running_mean", StringComparison.Ordinal));
        Assert.All(
            step.Detector.state_dict(),
            named => Assert.True(named.Value.equal(before[named.Key]).all().item<bool>(), named.Key));
    }

    [Theory]
    [InlineData(SuperResolutionRecipe.Fidelity)]
    [InlineData(SuperResolutionRecipe.FeatureDriven)]
    public void Photographs_without_classes_and_boxes_are_enough(SuperResolutionRecipe recipe)
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet photographs = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        SuperResolutionTrainerOptions options = Small with
        {
            Steps = 2,
            Recipe = recipe,
            Detector = TrainDetector(folder.File("detector")),
        };
        Assert.True(SuperResolutionTrainer.Create(options, folder.File("sr"), photographs).Train().Completed);
        using TrainedSuperResolution trained = TrainedSuperResolution.Load(folder.File("sr"));
        Assert.NotEqual(0, trained.Network.get_parameter("output.weight")!.abs().sum().item<float>());
    }

    [Theory]
    [InlineData(SuperResolutionRecipe.Fidelity)]
    [InlineData(SuperResolutionRecipe.FeatureDriven)]
    public void Boxes_that_a_recipe_does_not_read_may_be_wrong(SuperResolutionRecipe recipe)
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
        SuperResolutionTrainerOptions options = Small with
        {
            Steps = 2,
            Recipe = recipe,
            Detector = TrainDetector(folder.File("detector")),
        };
        Assert.False(
            SuperResolutionTrainer.Create(options, folder.File("sr"), wrong)
                .Train(null, new CancellationToken(canceled: true)).Completed);
        Assert.True(SuperResolutionTrainer.Resume(folder.File("sr"), wrong).Train().Completed);
        Assert.Throws<DataSetException>(
            () =>
                SuperResolutionTrainer.Create(
                    options with { Recipe = SuperResolutionRecipe.TaskDriven }, folder.File("task"), wrong));
    }

    [Fact]
    public void A_detector_that_is_gone_shows_when_a_resumed_run_trains()
    {
        using TemporaryFolder folder = new();
        SuperResolutionTrainerOptions options = Small with
        {
            Recipe = SuperResolutionRecipe.FeatureDriven,
            Detector = TrainDetector(folder.File("detector")),
        };
        SuperResolutionTrainer.Create(options, folder.File("sr"), scenes.Train)
            .Train(null, new CancellationToken(canceled: true));
        Directory.Delete(folder.File("detector"), recursive: true);
        SuperResolutionTrainer resumed = SuperResolutionTrainer.Resume(folder.File("sr"), scenes.Train);
        Assert.Contains(
            "holds no training run", Assert.Throws<TrainingException>(() => resumed.Train()).Message,
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
        SuperResolutionTrainerOptions options = Small with
        {
            Recipe = SuperResolutionRecipe.Joint,
            Detector = TrainDetector(folder.File("detector")),
        };
        using TrainingState<FrontEndNetwork> state = SuperResolutionStart.State(options);
        using SuperResolutionStep step = new(state.Network, options);
        using TrainingBatch batch = Factory(options).Make(0);

        step.Losses(batch, BatchTensors.From(batch, state.Device))[term].backward();

        Assert.Same(state.Network.Detector, step.Detector);
        Assert.All(step.Detector.modules(), module => Assert.False(module.training));
        Assert.Equal((teachesEnlarger, !teachesEnlarger), (Learns(state.Network.Enlarger), Learns(step.Detector)));

        static bool Learns(nn.Module network) =>
            network.parameters()
                .Any(parameter => parameter.grad is { } gradient && gradient.count_nonzero().item<long>() > 0);
    }

    [Fact]
    public void The_joint_recipe_trains_both_and_keeps_both()
    {
        using TemporaryFolder folder = new();
        string detector = TrainDetector(folder.File("detector"));
        SuperResolutionTrainerOptions options = Small with
        {
            Steps = 4,
            Recipe = SuperResolutionRecipe.Joint,
            Detector = detector,
        };
        SuperResolutionTrainer.Create(options, folder.File("joint"), scenes.Train).Train();

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
        SuperResolutionTrainerOptions options = Small with
        {
            Steps = 10,
            Recipe = SuperResolutionRecipe.FeatureDriven,
            Detector = TrainDetector(folder.File("detector")),
            TaskWeight = 1,
            GradualShare = 1,
        };
        using TrainingState<FrontEndNetwork> state = SuperResolutionStart.State(options);
        using SuperResolutionStep step = new(state.Network, options);
        Assert.Equal(0, Features(0));
        Assert.Equal(2 * Features(2), Features(4), 1e-5);

        double Features(long number)
        {
            using var scope = NewDisposeScope();
            using TrainingBatch batch = Factory(options).Make(number);
            using TrainingBatch same = Factory(options).Make(7);
            return step.Losses(batch, BatchTensors.From(same, CPU)).ToNumbers(0).Terms["features"];
        }
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void Live_tensors_do_not_grow_from_step_to_step()
    {
        using TemporaryFolder folder = new();
        SuperResolutionTrainerOptions options = Small with
        {
            Recipe = SuperResolutionRecipe.Joint,
            Detector = TrainDetector(folder.File("detector")),
        };
        using TrainingState<FrontEndNetwork> state = SuperResolutionStart.State(options);
        using SuperResolutionStep step = new(state.Network, options);
        TrainingStep<FrontEndNetwork> training = new(
            state, step.Losses, options.MaximumGradientNorm, new RunFolder(folder.Path));
        using BatchLoader batches = new(Factory(options).Make, 0, 1);
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
        SuperResolutionTrainerOptions task = Small with
        {
            Recipe = SuperResolutionRecipe.TaskDriven,
            Detector = detector,
        };
        Assert.Contains(
            "no image", Assert.Throws<ArgumentException>(() => SuperResolutionTrainer.Create(Small, run, none)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "needs the run of the detector",
            Assert.Throws<ArgumentException>(
                () => SuperResolutionTrainer.Create(task with { Detector = null }, run, scenes.Train)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "the training set has [x",
            Assert.Throws<ArgumentException>(() => SuperResolutionTrainer.Create(task, run, other)).Message,
            StringComparison.Ordinal);
        foreach (SuperResolutionRecipe recipe in
            (SuperResolutionRecipe[])
            [
                SuperResolutionRecipe.TaskDriven, SuperResolutionRecipe.FeatureDriven, SuperResolutionRecipe.Joint
            ])
            Assert.Contains(
                "holds no training run",
                Assert.Throws<TrainingException>(
                    () =>
                        SuperResolutionTrainer.Create(
                            task with { Recipe = recipe, Detector = folder.File("nowhere") }, run, scenes.Train))
                    .Message,
                StringComparison.Ordinal);
        Assert.Contains(
            "holds no training run",
            Assert.Throws<TrainingException>(
                () =>
                    SuperResolutionTrainer.Create(
                        Small with { InitialWeights = folder.File("nowhere") }, run, scenes.Train)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "is the run of a detector; expected that of a front-end",
            Assert.Throws<TrainingException>(
                () =>
                    SuperResolutionTrainer.Create(Small with { InitialWeights = detector }, run, scenes.Train)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "must be a multiple of the scale 3",
            Assert.Throws<ArgumentOutOfRangeException>(
                () =>
                    SuperResolutionTrainer.Create(
                        Small with { Network = Small.Network with { Scale = 3 } }, run, scenes.Train)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(run));
    }

    [Fact]
    public void A_degradation_of_another_scale_is_named()
    {
        using TemporaryFolder folder = new();
        SuperResolutionTrainerOptions options = Small with
        {
            Degradation = new DegradationPipeline([new DownsampleOptions { Scale = 3 }]),
        };
        string message = Assert.Throws<TrainingException>(
            () => SuperResolutionTrainer.Create(options, folder.Path, scenes.Train).Train()).Message;
        Assert.Contains(
            "21 x 21 pixels of crops of 64; the network enlarges by 2 and expects 32 x 32", message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_for_any_scale_learns_from_mixed_scales()
    {
        using TemporaryFolder folder = new();
        SuperResolutionTrainerOptions options = Small with
        {
            Steps = 6,
            Degradation = DegradationPipeline.CocoD,
            Network = Small.Network with { Architecture = SuperResolutionArchitecture.AnyScale, Scale = 4 },
        };
        Assert.True(SuperResolutionTrainer.Create(options, folder.Path, scenes.Train).Train().Completed);
        Assert.True(File.Exists(folder.File("best.onnx")));
    }

    [Fact]
    public void By_default_a_network_for_any_scale_sees_more_than_one()
    {
        SuperResolutionTrainerOptions options = Small with
        {
            Network = Small.Network with { Architecture = SuperResolutionArchitecture.AnyScale, Scale = 4 },
        };
        BatchFactory factory = Factory(options);
        HashSet<int> sides = [];
        for (int step = 0; step < 10; step++)
        {
            using TrainingBatch batch = factory.Make(step);
            sides.Add(batch.InputSize.Width);
        }
        Assert.True(sides.Count > 3, string.Join(", ", sides));
        Assert.All(sides, side => Assert.InRange(side, 16, 64));
    }

    private BatchFactory Factory(SuperResolutionTrainerOptions options) =>
        new(
            scenes.Train, options.Augmentation, options.Shrinking, 0, options.BatchSize, options.Seed, sizeMultiple: 1,
            cleanTargets: true);

    private string TrainDetector(string folder)
    {
        AerisTrainerOptions options = TrainingRuns.Small with
        {
            Steps = 5,
            Restoration = RestorationKind.None,
            Degradation = null,
            CheckpointInterval = 100,
        };
        AerisTrainer.Create(options, folder, scenes.Train, null).Train();
        return folder;
    }

    /// <summary>Mean absolute difference to the original over ten batches that training does not draw.</summary>
    private double Distance(SuperResolutionNetwork network)
    {
        BatchFactory factory = Factory(Small with { Seed = 99 });
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
