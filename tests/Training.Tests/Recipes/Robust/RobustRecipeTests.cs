using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using TorchSharp;

namespace DetectionSdk.Training.Tests;

public sealed class RobustRecipeTests(SceneFixture scenes) : IClassFixture<SceneFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Defaults_are_those_of_the_documentation()
    {
        RobustRecipe recipe = new() { Model = "model.onnx" };
        recipe.Validate();
        Assert.Equal((1500, 4, 5e-5, 100), (recipe.Steps, recipe.BatchSize, recipe.LearningRate, recipe.WarmupSteps));
        Assert.Equal((0.0, 10.0, 0.995), (recipe.WeightDecay, recipe.MaximumGradientNorm, recipe.AverageDecay));
        Assert.Same(DegradationPipeline.Robust, recipe.Degradation);
        Assert.Equal([256, 320, 416], recipe.InputSizes);
        Assert.Equal((0.4, 0.3, 1.2), (recipe.CleanShare, recipe.SmallestScale, recipe.LargestScale));
        Assert.Equal((1.0, 5.0), (recipe.AnswerWeight, recipe.FeatureWeight));
        Assert.Equal((500, 0.01, null), (recipe.ValidationInterval, recipe.AllowedLoss, recipe.ClassMap));
    }

    public static TheoryData<RobustRecipe, string> Invalid => new()
    {
        { new() { Model = "m", InputSizes = [] }, "RobustRecipe.InputSizes must be at least one side" },
        { new() { Model = "m", InputSizes = [100] }, "RobustRecipe.InputSizes must be multiples of 32 from 64 on" },
        { new() { Model = "m", CleanShare = 1.1 }, "RobustRecipe.CleanShare must be in [0, 1]" },
        { new() { Model = "m", SmallestScale = 0 }, "RobustRecipe.SmallestScale must be in (0, 1]" },
        { new() { Model = "m", LargestScale = 0.9 }, "RobustRecipe.LargestScale must be in [1, 4]" },
        { new() { Model = "m", AnswerWeight = double.NaN }, "RobustRecipe.AnswerWeight must be at least 0" },
        { new() { Model = "m", FeatureWeight = -1 }, "RobustRecipe.FeatureWeight must be at least 0" },
        { new() { Model = "m", ValidationInterval = 0 }, "RobustRecipe.ValidationInterval must be at least 1" },
        { new() { Model = "m", AllowedLoss = 2 }, "RobustRecipe.AllowedLoss must be in [0, 1]" },
    };

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Out_of_range_values_are_refused_by_name(RobustRecipe recipe, string message) =>
        Assert.StartsWith(
            message, Assert.ThrowsAny<ArgumentException>(recipe.Validate).Message, StringComparison.Ordinal);

    [Fact]
    public void The_student_learns_to_say_of_the_degraded_what_the_teacher_says_of_the_clean()
    {
        RobustRecipe recipe = Small with { CleanShare = 0, Degradation = DegradationPipeline.CocoD };
        using SteppedTraining training = new(recipe, scenes.Train, _folder.Path);
        List<double> losses = [];
        long live = 0;
        for (int step = 0; step < 60; step++)
        {
            using TrainingBatch batch = training.Plan.Samples.Make(0); // one batch again and again
            IReadOnlyDictionary<string, double> terms = training.Take(batch, 1e-3).Terms;
            losses.Add(terms["features"] + terms["boxes"]); // which are zero where both say the same
            if (step == 5) live = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        }

        Assert.True(losses[^1] < 0.9 * losses[0], $"{losses[0]} -> {losses[^1]}");
        Assert.Equal(live, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Nothing_is_to_be_learned_of_clean_photographs()
    {
        using SteppedTraining training = new(Small with { CleanShare = 1 }, scenes.Train, _folder.Path);
        using TrainingBatch batch = training.Plan.Samples.Make(0);
        IReadOnlyDictionary<string, double> terms = training.Take(batch, 1e-3).Terms;
        Assert.Equal((0.0, 0.0), (Math.Round(terms["features"], 6), Math.Round(terms["boxes"], 6)));
    }

    [Fact]
    public void A_stopped_run_ends_as_one_that_was_not_and_gives_the_same_graph_with_other_weights()
    {
        byte[] model = File.ReadAllBytes(Small.Model);
        string whole = Train(_folder.File("whole"), stopAt: null), stopped = Train(_folder.File("stopped"), stopAt: 1);

        Assert.Equal(whole, stopped);
        OnnxModel before = OnnxModel.Parse(model, "before");
        OnnxModel after = OnnxModel.Load(_folder.File("whole/best.onnx"));
        Assert.Equal(before.Graph.Node, after.Graph.Node);
        Assert.NotEqual(before.Graph.Initializer, after.Graph.Initializer);
        using Detector detector = Detector.Load(_folder.File("whole/best.onnx"));
        Assert.Equal(["disc", "ring", "square"], detector.Model.ClassNames);
    }

    [Fact]
    public void A_run_with_a_validation_set_measures_degraded_and_clean_pictures()
    {
        List<ValidationScores> scores = [];
        AnnotatedDataSet training = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        Trainer trainer = Trainer.Create(
            Small with { ClassMap = "disc=disc,ring=ring,square=square" }, _folder.File("run"), training,
            scenes.Validation);
        trainer.Train(new Report(progress => { if (progress.Validation is { } one) scores.Add(one); }));
        Assert.Equal([4L], scores.Select(one => (long)one.Step));
    }

    [Fact]
    public void A_detector_that_does_not_say_how_it_answers_is_refused_by_name()
    {
        string path = _folder.Write("finished.onnx", OnnxStub.Constant(
            [1, 3, 64, 64], [1, 2, 6], new float[12], new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        TrainingException error = Assert.Throws<TrainingException>(
            () => RobustTeacher.Load(path, Precision.Full));
        Assert.StartsWith($"'{path}' is of the family", error.Message, StringComparison.Ordinal);
    }

    private RobustRecipe Small => new()
    {
        Model = _folder.Write("model.onnx", SmallDetector.Make()),
        Steps = 4, BatchSize = 2, InputSizes = [64, 96], Seed = 3, Threads = 1, WarmupSteps = 1, LearningRate = 1e-3,
        CheckpointInterval = 1, Precision = Precision.Full,
    };

    private string Train(string folder, int? stopAt)
    {
        using CancellationTokenSource stop = new();
        Trainer trainer = Trainer.Create(Small, folder, scenes.Train, null);
        TrainingSummary summary = trainer.Train(
            new Report(progress => { if (progress.Step == stopAt) stop.Cancel(); }), stop.Token);
        if (stopAt is not null)
        {
            Assert.False(summary.Completed);
            summary = Trainer.Resume(folder, scenes.Train, null).Train();
        }
        Assert.True(summary.Completed);
        using SafeTensorFile file = SafeTensors.Read(Path.Combine(folder, "checkpoint.safetensors"));
        return $"{file.Metadata["step"]} {file.Metadata["sha256-of-file"]}";
    }
}
