using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Onnx;
using DetectionSdk.Tests;
using OpenCvSharp;
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
        Assert.Equal((1500, 4, 2.5e-4, 100), (recipe.Steps, recipe.BatchSize, recipe.LearningRate, recipe.WarmupSteps));
        Assert.Equal((0.0, 10.0, 0.995), (recipe.WeightDecay, recipe.MaximumGradientNorm, recipe.AverageDecay));
        Assert.Same(DegradationPipeline.Robust, recipe.Degradation);
        Assert.Equal([256, 320, 416], recipe.InputSizes);
        Assert.Equal((0.4, 0.3, 1.2), (recipe.CleanShare, recipe.SmallestScale, recipe.LargestScale));
        Assert.Equal(0, recipe.MosaicShare);
        Assert.Equal((1.0, 5.0), (recipe.AnswerWeight, recipe.FeatureWeight));
        Assert.Equal((500, 0.01, null), (recipe.ValidationInterval, recipe.AllowedLoss, recipe.ClassMap));
        Assert.Equal((false, null, null), (recipe.LabelsOnly, recipe.RealPictures, recipe.RealClassMap));
    }

    public static TheoryData<RobustRecipe, string> Invalid => new()
    {
        { new() { Model = "m", InputSizes = [] }, "RobustRecipe.InputSizes must be at least one side" },
        { new() { Model = "m", InputSizes = [100] }, "RobustRecipe.InputSizes must be multiples of 32 from 64 on" },
        { new() { Model = "m", TeacherSize = 100 }, "RobustRecipe.TeacherSize must be multiples of 32 from 64 on" },
        { new() { Model = "m", CleanShare = 1.1 }, "RobustRecipe.CleanShare must be in [0, 1]" },
        { new() { Model = "m", SmallestScale = 0 }, "RobustRecipe.SmallestScale must be in (0, 1]" },
        { new() { Model = "m", LargestScale = 0.9 }, "RobustRecipe.LargestScale must be in [1, 4]" },
        { new() { Model = "m", MosaicShare = -0.1 }, "RobustRecipe.MosaicShare must be in [0, 1]" },
        { new() { Model = "m", AnswerWeight = double.NaN }, "RobustRecipe.AnswerWeight must be at least 0" },
        { new() { Model = "m", FeatureWeight = -1 }, "RobustRecipe.FeatureWeight must be at least 0" },
        { new() { Model = "m", ValidationInterval = 0 }, "RobustRecipe.ValidationInterval must be at least 1" },
        { new() { Model = "m", ClassMap = "car" }, "RobustRecipe.ClassMap is no map: 'car' is no class mapping" },
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
        Assert.False(before.Graph.Initializer.Equals(after.Graph.Initializer), "the weights are the same");
        using Detector detector = Detector.Load(_folder.File("whole/best.onnx"));
        Assert.Equal(["disc", "ring", "square"], detector.Model.ClassNames);
    }

    [Fact]
    public void A_run_with_labelled_sets_measures_degraded_clean_and_real_pictures_and_says_what_came_of_it()
    {
        List<ValidationScores> scores = [];
        AnnotatedDataSet training = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        RobustRecipe recipe = Small with
        {
            ClassMap = "disc=disc,ring=ring,square=square", RealPictures = scenes.Folder,
        };
        Trainer trainer = Trainer.Create(recipe, _folder.File("run"), training, scenes.Validation);
        TrainingSummary summary = trainer.Train(
            new Report(progress => { if (progress.Validation is { } one) scores.Add(one); }));
        Assert.Equal([4L], scores.Select(one => (long)one.Step));
        Assert.Contains(
            $"Measured on {scenes.Validation.Images.Count} annotated pictures: ", summary.Verdict,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Objects_that_the_detector_cannot_know_do_not_press_the_scores_down()
    {
        AnnotatedDataSet more = scenes.Validation with
        {
            ClassNames = [.. scenes.Validation.ClassNames, "lamp"],
            Images =
            [
                .. scenes.Validation.Images.Select(image => image with
                {
                    Annotations = [.. image.Annotations, new Annotation(new Rect2d(1, 1, 9, 9), 3)],
                }),
            ],
        };
        RobustRecipe recipe = Small with { Degradation = null };
        Assert.Equal(
            new RobustMeasure(recipe, scenes.Validation, scenes.Validation).Teacher,
            new RobustMeasure(recipe, more, more).Teacher);
    }

    [Fact]
    public void Without_labels_the_detectors_word_on_held_out_photographs_is_the_truth()
    {
        AnnotatedDataSet training = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        TrainingSummary summary = Trainer.Create(Small, _folder.File("run"), training, null).Train();
        Assert.Contains(
            $"Measured on {training.Images.Count / 10} held-out photographs, by what the detector says: ",
            summary.Verdict, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_nothing_was_learned_the_detector_stays_as_it_was_and_the_run_says_so()
    {
        byte[] model = File.ReadAllBytes(Small.Model);
        RobustRecipe recipe = Small with { LearningRate = 1e-12, RealPictures = scenes.Folder };
        AnnotatedDataSet training = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        TrainingSummary summary = Trainer.Create(recipe, _folder.File("run"), training, scenes.Validation).Train();
        Assert.StartsWith("It did not pay: best.onnx is the detector as it was.", summary.Verdict,
            StringComparison.Ordinal);
        Assert.True(OnnxModel.Parse(model, "before").Graph.Equals(OnnxModel.Load(_folder.File("run/best.onnx")).Graph));
    }

    [Fact]
    public void Annotated_objects_follow_their_photograph_into_the_batch()
    {
        using SteppedTraining training = new(Small with { SmallestScale = 1, LargestScale = 1 }, scenes.Train,
            _folder.Path);
        using TrainingBatch batch = training.Plan.Samples.Make(0);
        Assert.NotEmpty(batch.Labels);
        Assert.All(batch.Labels, item =>
        {
            Assert.InRange(item.Image, 0, batch.Count - 1);
            Assert.InRange(item.ClassId, 0, 2);
            Assert.InRange(item.Box.X, 0, batch.CleanSize.Width);
            Assert.InRange(item.Box.X + item.Box.Width, 2, batch.CleanSize.Width + 1e-6);
            Assert.InRange(item.Box.Y + item.Box.Height, 2, batch.CleanSize.Height + 1e-6);
        });
    }

    [Fact]
    public void Labels_alone_are_ordinary_fine_tuning_and_need_objects()
    {
        RobustRecipe recipe = Small with { LabelsOnly = true };
        using SteppedTraining training = new(recipe, scenes.Train, _folder.Path);
        using TrainingBatch batch = training.Plan.Samples.Make(0);
        Assert.Equal(["boxes", "classes"], training.Take(batch, 1e-3).Terms.Keys.Order());
        AnnotatedDataSet unlabelled = UnlabelledDataSet.Read(Path.Combine(scenes.Folder, "images", "train"));
        Assert.Throws<TrainingException>(() => Trainer.Create(recipe, _folder.File("run"), unlabelled, null));
    }

    [Fact]
    public void A_detector_that_finds_nothing_on_the_photographs_has_nothing_to_teach()
    {
        string path = _folder.Write("blind.onnx", OnnxStub.CellMeans(
            [1, 3, 64, 64], [32, 32, 16, 16, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
            metadata: new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        TrainingException error = Assert.Throws<TrainingException>(
            () => Trainer.Create(Small with { Model = path }, _folder.File("run"), scenes.Train, null));
        Assert.Equal(
            $"'{path}' finds nothing on {scenes.Train.Images.Count} of the {scenes.Train.Images.Count} photographs; "
            + "expected photographs of what it knows (thing).", error.Message);
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Fact]
    public void A_detector_that_does_not_say_how_it_answers_is_refused_by_name()
    {
        string path = _folder.Write("finished.onnx", OnnxStub.Constant(
            [1, 3, 64, 64], [1, 2, 6], new float[12], new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        TrainingException error = Assert.Throws<TrainingException>(
            () => RobustTeacher.Load(path, Precision.Full, TorchSharp.torch.CPU));
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
        // too few to hold one out
        AnnotatedDataSet few = scenes.Train with { Images = [.. scenes.Train.Images.Take(9)] };
        Trainer trainer = Trainer.Create(Small, folder, few, null);
        TrainingSummary summary = trainer.Train(
            new Report(progress => { if (progress.Step == stopAt) stop.Cancel(); }), stop.Token);
        if (stopAt is not null)
        {
            Assert.False(summary.Completed);
            summary = Trainer.Resume(folder, few, null).Train();
        }
        Assert.True(summary.Completed);
        using SafeTensorFile file = SafeTensors.Read(Path.Combine(folder, "checkpoint.safetensors"));
        return $"{file.Metadata["step"]} {file.Metadata["sha256-of-file"]}";
    }
}
