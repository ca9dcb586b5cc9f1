using DetectionSdk.Evaluation;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

public sealed class TrainerTests(SceneFixture scenes) : IClassFixture<SceneFixture>, IDisposable
{
    private static readonly ToyRecipe Toy = new()
    {
        BatchSize = 2,
        Degradation = null,
        Augmentation = new() { CropSize = 32 },
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void A_run_validates_the_exported_model_keeps_the_best_and_logs_every_step_once()
    {
        string folder = _folder.File("run");
        List<ValidationScores> scores = [];
        Trainer trainer = Trainer.Create(
            TrainingRuns.Small with { Steps = 120, ValidationInterval = 50 }, folder, scenes.Train, scenes.Validation);
        TrainingSummary summary = trainer.Train(
            new Report(progress => { if (progress.Validation is { } one) scores.Add(one); }));

        Assert.Equal([50, 100, 120], scores.Select(one => one.Step));
        Assert.Equal(scores.Max(one => one.AveragePrecision), summary.Best!.AveragePrecision);
        string[] log = File.ReadAllLines(Path.Combine(folder, "log.jsonl"));
        Assert.Equal(6, log.Length); // losses at 50, 100 and 120, and three validations
        Assert.Equal(3, log.Count(line => line.Contains("averagePrecision50", StringComparison.Ordinal)));
        Assert.NotEmpty(Directory.GetFiles(folder, "events.out.tfevents.*"));
        Assert.False(File.Exists(Path.Combine(folder, "candidate.onnx")));
        using Detector detector = Detector.Load(Path.Combine(folder, "best.onnx"));
        Assert.Equal(SceneRenderer.ClassNames, detector.Model.ClassNames);
        using TrainedNetwork best = TrainedNetwork.Load(folder);
        Assert.Equal(6, best.Network.Options.Classes);
        Assert.False(best.Network.training);
    }

    [Fact]
    public void A_run_without_validation_set_keeps_what_it_ends_with()
    {
        string folder = _folder.File("run");
        TrainingRuns.Finish(scenes, folder, TrainingRuns.Small with { Steps = 3 });
        using Detector detector = Detector.Load(Path.Combine(folder, "best.onnx"));
        using SafeTensorFile weights = SafeTensors.Read(Path.Combine(folder, "best.safetensors"));
        Assert.Equal("3", weights.Metadata["step"]);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void The_first_step_tells_how_long_it_will_take()
    {
        List<TrainingProgress> reports = [];
        Trainer.Create(TrainingRuns.Small with { Steps = 60 }, _folder.File("run"), scenes.Train, null)
            .Train(new Report(reports.Add));
        Assert.Equal([1, 50, 60], reports.Select(report => report.Step));
        Assert.True(reports[0].Remaining > TimeSpan.Zero && reports[0].Losses is not null);
        Assert.Equal(TimeSpan.Zero, reports[2].Remaining);
        Assert.Equal(2, File.ReadLines(_folder.File("run/log.jsonl")).Count()); // the log has every 50 steps alone
    }

    [Fact]
    public void A_forecast_changes_nothing_of_the_training_and_leaves_nothing_behind()
    {
        ToyRecipe toy = Toy with { Steps = 100, Threads = 1 };
        string told = _folder.File("told"), untold = _folder.File("untold");
        Trainer trainer = Trainer.Create(toy, told, scenes.Train, null);

        TrainingForecast forecast = trainer.Foretell()!;

        Assert.True(forecast.Step > TimeSpan.Zero && forecast.Memory > 0);
        Assert.Equal(100 * forecast.Step, forecast.Duration);
        Assert.Equal(["options.json"], Directory.GetFiles(told).Select(Path.GetFileName));
        trainer.Train();
        Trainer.Create(toy, untold, scenes.Train, null).Train();
        Assert.Equal(TrainingRuns.Weights(untold), TrainingRuns.Weights(told));
        Assert.Null(Trainer.Resume(told, scenes.Train, null).Foretell());
        Assert.Null(Trainer.Create(toy with { Steps = 99 }, _folder.File("short"), scenes.Train, null).Foretell());
    }

    [Fact]
    public void A_detector_is_exported_at_the_size_of_its_pictures_unless_told_otherwise()
    {
        AerisRecipe small = TrainingRuns.Small with { Steps = 1 };
        Trainer chosen = Trainer.Create(small, _folder.File("chosen"), scenes.Train, null);
        Assert.Equal(160, ((AerisRecipe)chosen.Recipe).InputSize); // scenes are 160 x 128, crops 64
        chosen.Train();
        using (Detector detector = Detector.Load(_folder.File("chosen/best.onnx")))
            Assert.Equal(new OpenCvSharp.Size(160, 160), detector.Model.InputSize);

        Trainer told = Trainer.Create(small with { InputSize = 96 }, _folder.File("told"), scenes.Train, null);
        Assert.Equal(96, ((AerisRecipe)told.Recipe).InputSize);
    }

    [Fact]
    public void Pictures_that_cannot_be_read_are_found_before_the_first_step_and_left_out()
    {
        string folder = _folder.File("run"), damaged = _folder.Write("damaged.png", "no picture");
        AnnotatedImage[] images = [.. scenes.Train.Images];
        images[3] = images[3] with { Path = images[3].Path + ".gone" };
        images[5] = images[5] with { Path = damaged };
        AnnotatedDataSet faulty = scenes.Train with { Images = images };

        Trainer trainer = Trainer.Create(TrainingRuns.Small with { Steps = 2 }, folder, faulty, null);

        Assert.Equal([images[3].Path, damaged], trainer.LeftOut.Select(problem => problem.File));
        Assert.Equal("image file not found. Left out of the training.", trainer.LeftOut[0].Message);
        Assert.True(trainer.Train().Completed);
        string description = File.ReadAllText(Path.Combine(folder, "options.json"));
        Assert.Contains("\"imageCount\": 30", description, StringComparison.Ordinal);
        Assert.Contains(
            "was started with 30 training images; the training set has 32",
            Assert.Throws<TrainingException>(() => Trainer.Resume(folder, scenes.Train, null)).Message,
            StringComparison.Ordinal);
        Assert.Equal(2, Trainer.Resume(folder, faulty, null).LeftOut.Count);
        Assert.Contains(
            "image file not found. (31 further images cannot be read either.)",
            Assert.Throws<DataSetException>(() => Trainer.Create(
                TrainingRuns.Small, _folder.File("none"),
                scenes.Train with { Images = [.. images.Select(image => image with { Path = image.Path + ".gone" })] },
                null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Patience_ends_a_run_that_gets_no_better_and_resuming_it_ends_it_again()
    {
        string folder = _folder.File("run");
        Queue<double> precisions = new([0.2, 0.5, 0.4, 0.5]);
        List<string?> messages = [];
        try
        {
            ToyRecipe.Measure = _ => ToyRecipe.Scores(precisions.Dequeue());
            Trainer trainer = Trainer.Create(Toy with { Steps = 200, Patience = 2 }, folder, scenes.Train, null);
            TrainingSummary summary = trainer.Train(new Report(progress => messages.Add(progress.Message)));

            Assert.Equal((80, true), (summary.Step, summary.Completed));
            Assert.Equal(40, summary.Best!.Step);
            Assert.Contains("No validation since step 40 was better: the training ends at step 80 of 200.", messages);
            TrainingSummary again = Trainer.Resume(folder, scenes.Train, null).Train();
            Assert.Equal((80, true), (again.Step, again.Completed));

            precisions.Enqueue(0.1);
            using CancellationTokenSource stop = new();
            Trainer.Resume<ToyRecipe>(folder, scenes.Train, null, recipe => recipe with { Patience = null }).Train(
                new Report(progress => { if (progress.Validation is not null) stop.Cancel(); }), stop.Token);
            Assert.Empty(precisions); // it went on to step 100
        }
        finally
        {
            ToyRecipe.Measure = null;
        }
    }

    [Fact]
    public void A_second_trainer_of_one_folder_is_refused_while_the_first_trains()
    {
        string folder = _folder.File("run");
        string? refused = null;
        Trainer first = Trainer.Create(TrainingRuns.Small with { Steps = 2 }, folder, scenes.Train, null);
        first.Train(new Report(progress =>
        {
            if (progress.Step == 1)
                refused = Assert.Throws<TrainingException>(
                    () => Trainer.Resume(folder, scenes.Train, null).Train()).Message;
        }));
        Assert.StartsWith($"The run in '{folder}' is being trained already", refused, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder, "run.lock")));
        File.WriteAllText(Path.Combine(folder, "run.lock"), "left by a process that was killed");
        Assert.True(Trainer.Resume(folder, scenes.Train, null).Train().Completed);
    }
}
