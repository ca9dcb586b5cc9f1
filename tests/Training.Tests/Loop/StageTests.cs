using DetectionSdk.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace DetectionSdk.Training.Tests;

public sealed class StageTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    private static readonly ToyRecipe Toy = new()
    {
        Steps = 80,
        ColourSteps = 30,
        BatchSize = 2,
        Degradation = null,
        Augmentation = new AugmentationOptions { CropSize = 32 },
        WarmupSteps = 2,
        Threads = 1,
    };

    [Fact]
    public void Each_stage_teaches_its_own_parameters_by_its_own_terms()
    {
        using TemporaryFolder folder = new();
        using DisposeScope scope = NewDisposeScope();
        using SteppedTraining training = new(Toy with { Steps = 6, ColourSteps = 3 }, scenes.Train, folder.Path);
        Dictionary<string, Tensor> start = Copy(training);
        Assert.Equal([["colour"], ["colour"], ["colour"]], Take(training, from: 0));
        Dictionary<string, Tensor> middle = Copy(training);
        Assert.Equal(["colour.weight", "norm.running_mean", "norm.running_var"], Changed(start, middle));
        float[] averaged = training.State.Average.state_dict()["norm.running_mean"].data<float>().ToArray();

        Assert.Equal([["detail"], ["detail"], ["detail"]], Take(training, from: 3));

        // a stage of constant statistics takes over the average's, and leaves them
        Assert.Equal(
            ["detail.bias", "detail.weight", "norm.running_mean", "norm.running_var"],
            Changed(middle, Copy(training)));
        Assert.Equal(
            averaged, training.State.Network.state_dict()["norm.running_mean"].data<float>().ToArray());
    }

    [Fact]
    public void A_run_that_is_broken_off_in_the_second_stage_resumes_to_the_same_weights_and_exports()
    {
        using TemporaryFolder folder = new();
        Assert.True(Trainer.Create(Toy, folder.File("whole"), scenes.Train, null).Train().Completed);
        using CancellationTokenSource stop = new();
        TrainingSummary broken = Trainer.Create(Toy, folder.File("parts"), scenes.Train, null).Train(
            new Report(progress => { if (progress.Step == 50) stop.Cancel(); }), stop.Token);
        Assert.Equal((50, false), (broken.Step, broken.Completed));

        Assert.True(Trainer.Resume(folder.File("parts"), scenes.Train, null).Train().Completed);

        using SafeTensorFile whole = SafeTensors.Read(folder.File("whole/checkpoint.safetensors"));
        using SafeTensorFile parts = SafeTensors.Read(folder.File("parts/checkpoint.safetensors"));
        Assert.Equal(whole.Metadata["sha256-of-file"], parts.Metadata["sha256-of-file"]);
        Assert.True(File.Exists(folder.File("parts/best.onnx")));
        string description = File.ReadAllText(folder.File("parts/options.json"));
        Assert.Contains("\"kind\": \"toy\"", description, StringComparison.Ordinal);
        string log = File.ReadAllText(folder.File("parts/log.jsonl"));
        Assert.Contains("\"terms\":{\"detail\":", log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stage_that_restarts_has_a_learning_rate_of_its_own()
    {
        Stage first = new(10), second = new(20) { Restarts = true };
        StageSchedule schedule = new([first, new Stage(0), second, new Stage(5)], steps: 35);
        Assert.Equal(
            [(first, 0L), (first, 0L), (second, 10L), (second, 10L)],
            new long[] { 0, 9, 10, 29 }.Select(step => (schedule.At(step).Stage, schedule.At(step).CurveStart)));
        Assert.Equal((30, 10), (schedule.At(34).First, schedule.At(34).CurveStart)); // goes on along the second's curve
        ToyRecipe recipe = new() { WarmupSteps = 2, LearningRate = 1 };
        Assert.Equal(
            [0.5, 1, 0.5, 1], new long[] { 0, 1, 10, 11 }.Select(step => schedule.LearningRateAt(step, recipe)));
        Assert.Equal(LearningRate.At(24, 25, 2, 1), schedule.LearningRateAt(34, recipe));
    }

    [Fact]
    public void Stages_of_another_length_than_the_training_are_refused() =>
        Assert.Contains(
            "The stages have 30 steps together; expected the 31 of the training.",
            Assert.Throws<ArgumentException>(() => new StageSchedule([new Stage(30)], 31)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_stage_that_restarts_forgets_the_optimisers_moments()
    {
        using TemporaryFolder folder = new();
        using DisposeScope scope = NewDisposeScope();
        using SteppedTraining training = new(Toy with { Steps = 6, ColourSteps = 3 }, scenes.Train, folder.Path);
        Take(training, from: 0);
        Assert.Equal(3, training.State.Optimizer.Steps);
        using TrainingBatch batch = training.Plan.Samples.Make(3);
        training.Take(batch, 1e-3);
        Assert.Equal(1, training.State.Optimizer.Steps);
        Dictionary<string, Tensor> moments = new(training.State.Optimizer.State);
        Assert.Equal(0, moments["first.colour.weight"].count_nonzero().item<long>());
        Assert.NotEqual(0, moments["first.detail.weight"].count_nonzero().item<long>());
    }

    private static string[][] Take(SteppedTraining training, int from) =>
    [
        .. Enumerable.Range(from, 3).Select(step =>
        {
            using TrainingBatch batch = training.Plan.Samples.Make(step);
            return (string[])[.. training.Take(batch, 1e-3).Terms.Keys];
        }),
    ];

    private static Dictionary<string, Tensor> Copy(SteppedTraining training) =>
        training.State.Network.state_dict().ToDictionary(named => named.Key, named => named.Value.clone());

    private static string[] Changed(Dictionary<string, Tensor> before, Dictionary<string, Tensor> after) =>
        [.. before.Keys.Where(name => !before[name].Equals(after[name])).Order(StringComparer.Ordinal)];
}
