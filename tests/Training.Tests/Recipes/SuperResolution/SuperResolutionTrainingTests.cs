using System.Text.Json;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;
using static TorchSharp.torch;
using static DetectionSdk.Training.Tests.SuperResolutionRuns;

namespace DetectionSdk.Training.Tests;

public sealed class SuperResolutionTrainingTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
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

    [Fact]
    public void What_cannot_be_trained_is_refused_before_anything_is_written()
    {
        using TemporaryFolder folder = new();
        string run = folder.File("run"), detector = TrainDetector(scenes, folder.File("detector"));
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
