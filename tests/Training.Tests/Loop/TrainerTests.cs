using System.Diagnostics;
using System.Text.Json.Nodes;
using DetectionSdk.Degradation;
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

    [Trait("Category", "Slow")]
    [Fact]
    [Trait("Category", "Slow")]
    public void A_run_killed_in_steps_and_in_checkpoints_ends_with_the_weights_of_an_uninterrupted_one()
    {
        string whole = Train(_folder.File("whole"), TrainingRuns.Small);
        string killed = _folder.File("killed");
        string latest = Path.Combine(killed, "checkpoint.safetensors");
        string? Half() => Directory.EnumerateFiles(killed, ".*.tmp").FirstOrDefault();
        KillWhen(killed, () => File.Exists(latest)); // in a step, or anywhere else
        for (int kill = 0; kill < 2; kill++)
        {
            // While a checkpoint is written: now and then it is whole before the kill arrives.
            if (kill > 0) File.Delete(Half()!); // the second one stays, for the run to cope with
            for (int attempt = 0; attempt < 8 && Half() is null; attempt++)
                KillWhen(killed, () => Half() is not null);
            Assert.True(Half() is not null, "no kill fell into the writing of a checkpoint");
        }

        KillWhen(killed, () => StepsIn(latest) is >= 25 and < 40);

        using Process last = TrainingRuns.StartChild(killed, scenes.Folder);
        last.WaitForExit();

        Assert.Equal(0, last.ExitCode);
        Assert.Equal(whole, Weights(killed));
        Assert.Null(Half()); // what a kill left is gone
    }

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
        Train(folder, TrainingRuns.Small with { Steps = 3 });
        using Detector detector = Detector.Load(Path.Combine(folder, "best.onnx"));
        using SafeTensorFile weights = SafeTensors.Read(Path.Combine(folder, "best.safetensors"));
        Assert.Equal("3", weights.Metadata["step"]);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Loader_threads_and_a_cancellation_change_nothing()
    {
        AerisRecipe options = TrainingRuns.Small with { Steps = 80, CheckpointInterval = 1000 };
        string once = Train(_folder.File("once"), options);
        string folder = _folder.File("twice");
        StopAt50(options with { LoaderThreads = 3 }, folder);

        TrainingSummary second = Trainer.Resume(folder, scenes.Train, null).Train();

        Assert.True(second.Completed);
        Assert.Equal(once, Weights(folder));
    }

    [Trait("Category", "Slow")]
    [Fact]
    [Trait("Category", "Slow")]
    public void A_run_goes_on_without_the_weights_that_it_started_from()
    {
        string start = _folder.File("start"), folder = _folder.File("run"), old = _folder.File("old");
        Train(start, TrainingRuns.Small with { Steps = 2 });
        AerisRecipe options = TrainingRuns.Small with
        {
            Steps = 80,
            CheckpointInterval = 1000,
            InitialWeights = start,
        };
        string whole = Train(_folder.File("whole"), options);
        StopAt50(
            options, folder, atStart: () => Assert.Equal(0, StepsIn(Path.Combine(folder, "checkpoint.safetensors"))));
        CopyAsWrittenBefore(folder, old);

        Assert.True(Trainer.Resume(old, scenes.Train, null).Train().Completed); // reads the start again
        Directory.Delete(start, recursive: true);
        Assert.True(Trainer.Resume(folder, scenes.Train, null).Train().Completed);

        Assert.Equal((whole, whole), (Weights(old), Weights(folder)));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("values", "is no safetensors file, or damaged: its content has SHA-256")]
    [InlineData("header", "is no safetensors file, or damaged: its content has SHA-256")]
    [InlineData("metadata", "is damaged: its metadata 'best' is {")]
    public void A_damaged_checkpoint_is_passed_over_for_the_previous_one_and_reported(string part, string reason)
    {
        string folder = _folder.File("run");
        string whole = Train(folder, TrainingRuns.Small);
        string latest = Path.Combine(folder, "checkpoint.safetensors");
        Damage(latest, part);

        List<string> messages = [];
        TrainingSummary summary = Trainer.Resume(folder, scenes.Train, null)
            .Train(new Report(progress => { if (progress.Message is { } message) messages.Add(message); }));

        string said = Assert.Single(messages);
        Assert.Contains($"'{latest}' {reason}", said, StringComparison.Ordinal);
        Assert.Contains("checkpoint.previous.safetensors' at step 39", said, StringComparison.Ordinal);
        Assert.True(summary.Completed);
        Assert.Equal(whole, Weights(folder));
    }

    [Fact]
    public void Two_damaged_checkpoints_end_the_run_with_both_reasons()
    {
        string folder = _folder.File("run");
        Train(folder, TrainingRuns.Small with { Steps = 2 });
        foreach (string name in (string[])["checkpoint", "checkpoint.previous"])
            File.WriteAllText(Path.Combine(folder, name + ".safetensors"), "no checkpoint");

        TrainingException error = Assert.Throws<TrainingException>(
            () => Trainer.Resume(folder, scenes.Train, null).Train());

        Assert.StartsWith($"No checkpoint in '{folder}' can be used.", error.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint.safetensors'", error.Message, StringComparison.Ordinal);
        Assert.Contains("checkpoint.previous.safetensors'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_classes_or_images_on_resume_are_refused_by_name()
    {
        string folder = _folder.File("run");
        Assert.True(
            Trainer.Create(TrainingRuns.Small with { Steps = 1 }, folder, scenes.Train, scenes.Validation)
                .Train().Completed);
        AnnotatedDataSet moved = Change(
            scenes.Train,
            box =>
                box with
                {
                    Box = box.Box with { X = box.Box.X + 1 },
                }), reordered = scenes.Train with { Images = [.. scenes.Train.Images.Reverse()] };

        TrainingException classes = Assert.Throws<TrainingException>(
            () => Trainer.Resume(folder, scenes.Train with { ClassNames = ["cat", "dog"] }, null));
        TrainingException images = Assert.Throws<TrainingException>(
            () => Trainer.Resume(folder, scenes.Train with { Images = [scenes.Train.Images[0]] }, null));

        Assert.Contains(
            "the classes [disc, stripes, ring, square, triangle, star]; the training set has [cat, dog]",
            classes.Message, StringComparison.Ordinal);
        Assert.Contains(
            "was started with 32 training images; the training set has 1", images.Message, StringComparison.Ordinal);
        foreach (AnnotatedDataSet other in (AnnotatedDataSet[])[moved, reordered])
            Assert.Contains(
                "other images or boxes than the training set",
                Assert.Throws<TrainingException>(() => Trainer.Resume(folder, other, scenes.Validation)).Message,
                StringComparison.Ordinal);
        foreach (AnnotatedDataSet? other in
            (AnnotatedDataSet?[])[null, scenes.Validation with { Images = [.. scenes.Validation.Images.Skip(1)] }])
            Assert.Contains(
                "other validation images or boxes",
                Assert.Throws<TrainingException>(() => Trainer.Resume(folder, scenes.Train, other)).Message,
                StringComparison.Ordinal);
        Trainer.Resume(folder, scenes.Train, scenes.Validation);
    }

    [Fact]
    public void A_folder_that_holds_a_run_or_none_is_refused()
    {
        string folder = _folder.File("run");
        Trainer.Create(TrainingRuns.Small, folder, scenes.Train, null);
        Assert.Contains(
            "already holds a training run",
            Assert.Throws<TrainingException>(() => Trainer.Create(TrainingRuns.Small, folder, scenes.Train, null))
                .Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no training run",
            Assert.Throws<TrainingException>(() => Trainer.Resume(_folder.File("other"), scenes.Train, null))
                .Message,
            StringComparison.Ordinal);
        _folder.Write("orphan/checkpoint.safetensors", "of a run whose options are lost");
        Assert.Contains(
            "holds a checkpoint without",
            Assert.Throws<TrainingException>(
                () => Trainer.Create(TrainingRuns.Small, _folder.File("orphan"), scenes.Train, null)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_IOException_with_its_path()
    {
        string path = Path.Combine(_folder.Write("file", "text"), "run");
        Assert.Contains(
            path,
            Assert.ThrowsAny<IOException>(() => Trainer.Create(TrainingRuns.Small, path, scenes.Train, null))
                .Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_ends_the_run_with_the_file_and_keeps_the_checkpoint_before()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full here.");
        string folder = _folder.File("run"), next = Path.Combine(folder, "checkpoint.next.safetensors");
        Trainer trainer = Trainer.Create(
            TrainingRuns.Small with { Steps = 200, CheckpointInterval = 60 }, folder, scenes.Train, null);
        Report fillDisk = new(
            progress => { if (progress.Step == 100) File.CreateSymbolicLink(next, "/dev/full"); });

        IOException error = Assert.Throws<IOException>(() => trainer.Train(fillDisk));

        Assert.Contains(
            $"'{next}' could not be written: No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal(60, StepsIn(Path.Combine(folder, "checkpoint.safetensors")));
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_and_saves_the_batch()
    {
        // A learning rate beyond reason makes the weights overflow within a few steps.
        string folder = _folder.File("run");
        Trainer trainer = Trainer.Create(
            TrainingRuns.Small with { LearningRate = 1e30, WarmupSteps = 0 }, folder, scenes.Train, null);

        TrainingException error = Assert.Throws<TrainingException>(() => trainer.Train());

        string saved = Assert.Single(Directory.GetFiles(folder, "faulty-batch-*.safetensors"));
        Assert.Contains(saved, error.Message, StringComparison.Ordinal);
        Assert.Contains("expected finite numbers", error.Message, StringComparison.Ordinal);
        using SafeTensorFile batch = SafeTensors.Read(saved);
        Assert.Equal([2, 3, 64, 64], batch.Tensors["clean"].shape);
        Assert.Equal(2, batch.Metadata["names"].Split('\n').Length);
    }

    [Fact]
    public void A_set_without_images_or_boxes_is_refused_before_anything_is_written()
    {
        string folder = _folder.File("run");
        AnnotatedDataSet empty = scenes.Train with { Images = [] }, bare = scenes.Train with
        {
            Images = [.. scenes.Train.Images.Select(image => image with { Annotations = [] })],
        };
        Assert.Contains(
            "holds no image",
            Assert.Throws<TrainingException>(() => Trainer.Create(TrainingRuns.Small, folder, empty, null))
                .Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "None of the 32 training images has a box",
            Assert.Throws<TrainingException>(() => Trainer.Create(TrainingRuns.Small, folder, bare, null)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void A_validation_set_of_other_classes_or_without_boxes_is_refused_before_anything_is_written()
    {
        string folder = _folder.File("run");
        AnnotatedDataSet renamed = scenes.Validation with { ClassNames = [.. scenes.Train.ClassNames.Reverse()] };
        AnnotatedDataSet bare = scenes.Validation with
        {
            Images = [.. scenes.Validation.Images.Select(image => image with { Annotations = [] })],
        };
        Assert.Contains(
            "in the same order",
            Assert.Throws<TrainingException>(
                () => Trainer.Create(TrainingRuns.Small, folder, scenes.Train, renamed)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "holds no box",
            Assert.Throws<TrainingException>(() => Trainer.Create(TrainingRuns.Small, folder, scenes.Train, bare))
                .Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void What_would_fail_at_the_first_validation_is_refused_before_anything_is_written()
    {
        string folder = _folder.File("run");
        AnnotatedDataSet absent = scenes.Validation with
        {
            Images = [.. scenes.Validation.Images.Select(image => image with { Path = image.Path + ".gone" })],
        };
        AnnotatedDataSet infinite = Change(
            scenes.Validation, box => box with { Box = box.Box with { Width = double.NaN } });
        AnnotatedDataSet unknown = Change(scenes.Validation, box => box with { ClassId = 6 });
        string[] twice = ["a", "a", "b", "c", "d", "e"];
        Assert.Contains(
            ".gone: image file not found",
            Assert.Throws<DataSetException>(() => Trainer.Create(TrainingRuns.Small, folder, scenes.Train, absent))
                .Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected finite numbers",
            Assert.Throws<DataSetException>(
                () => Trainer.Create(TrainingRuns.Small, folder, scenes.Train, infinite)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "a box has class 6; expected 0 to 5",
            Assert.Throws<DataSetException>(
                () => Trainer.Create(TrainingRuns.Small, folder, scenes.Train, unknown)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected distinct names",
            Assert.Throws<TrainingException>(
                () =>
                    Trainer.Create(
                        TrainingRuns.Small, folder, scenes.Train with { ClassNames = twice }, null)).Message,
            StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
        // an object that nothing finds can be measured
        Trainer.Create(
            TrainingRuns.Small, folder, scenes.Train,
            Change(scenes.Validation, box => box with { Box = box.Box with { Width = 0 } }));
    }

    [Fact]
    public void A_start_that_is_none_is_refused_before_anything_is_written()
    {
        string folder = _folder.File("run");
        foreach (string nothing in (string[])[_folder.File("absent.onnx"), _folder.Path])
            Assert.Contains(
                nothing,
                Assert.ThrowsAny<Exception>(
                    () =>
                        Trainer.Create(
                            TrainingRuns.Small with { InitialWeights = nothing }, folder, scenes.Train, null)).Message,
                StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder));
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

    [Fact]
    public void A_finished_run_goes_on_to_a_later_end_with_other_options()
    {
        string folder = _folder.File("run");
        Train(folder, TrainingRuns.Small with { Steps = 4 });
        Trainer longer = Trainer.Resume<AerisRecipe>(
            folder, scenes.Train, null, recipe => recipe with { Steps = 8, LearningRate = 0.01, Threads = 1 });

        TrainingSummary summary = longer.Train();

        Assert.Equal((8, true), (summary.Step, summary.Completed));
        AerisRecipe kept = RunFolder.Open<AerisRecipe>(folder).Recipe;
        Assert.Equal((8, 0.01), (kept.Steps, kept.LearningRate));
        Assert.Contains("\"step\":8,", File.ReadAllText(Path.Combine(folder, "log.jsonl")), StringComparison.Ordinal);
        Trainer shorter = Trainer.Resume<AerisRecipe>(folder, scenes.Train, null, recipe => recipe with { Steps = 6 });
        Assert.Contains(
            "has done 8 steps; expected at least as many, not 6",
            Assert.Throws<TrainingException>(() => shorter.Train()).Message, StringComparison.Ordinal);
        Assert.Equal(8, RunFolder.Open<AerisRecipe>(folder).Recipe.Steps);
    }

    [Fact]
    public void What_a_run_that_has_begun_must_keep_cannot_be_changed()
    {
        string folder = _folder.File("run");
        Trainer.Create(TrainingRuns.Small, folder, scenes.Train, null);
        (Func<AerisRecipe, AerisRecipe> Change, string Message)[] changes =
        [
            (recipe => recipe with { Width = 0.5 }, "was started with Width 0.25; 0.5 cannot be applied"),
            (recipe => recipe with { Seed = 9 }, "was started with Seed 3; 9 cannot be applied"),
            (recipe => recipe with { BatchSize = 4 }, "was started with BatchSize 2; 4 cannot be applied"),
            (recipe => recipe with { Degradation = null }, "was started with Degradation "),
            (recipe => recipe with { InitialWeights = "other" }, "was started with InitialWeights (none); /"),
        ];
        foreach ((Func<AerisRecipe, AerisRecipe> change, string message) in changes)
            Assert.Contains(
                message,
                Assert.Throws<TrainingException>(
                    () => Trainer.Resume(folder, scenes.Train, null, change)).Message,
                StringComparison.Ordinal);
        // the same pipeline, read from its text
        Trainer.Resume<AerisRecipe>(
            folder, scenes.Train, null, recipe => recipe with { Degradation = DegradationPipeline.CocoD });
        Assert.Contains(
            "is the run of a detector; expected that of a front-end",
            Assert.Throws<TrainingException>(
                () => Trainer.Resume<SuperResolutionRecipe>(folder, scenes.Train, null, recipe => recipe)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_learned_before_an_error_is_saved()
    {
        string folder = _folder.File("run"), copy = _folder.File("copy");
        SceneDataSet.Write(copy, count: 5, seed: 1, new OpenCvSharp.Size(64, 64));
        AnnotatedDataSet vanishing = YoloDataSet.Read(copy, "train");
        Trainer trainer = Trainer.Create(
            TrainingRuns.Small with { Steps = 200, CheckpointInterval = 1000 }, folder, vanishing, null);

        Assert.Throws<DataSetException>(() => trainer.Train(new Report(progress =>
        {
            if (progress.Step == 50) File.Delete(vanishing.Images[0].Path);
        })));

        Assert.InRange(StepsIn(Path.Combine(folder, "checkpoint.safetensors")), 50, 60);
    }

    [Fact]
    public void A_validation_that_fails_finds_the_state_saved_and_is_made_up_for()
    {
        string folder = _folder.File("run");
        try
        {
            ToyRecipe.Measure = _ => throw new InvalidOperationException("the power fails");
            ToyRecipe toy = new()
            {
                Steps = 40,
                BatchSize = 2,
                Degradation = null,
                Augmentation = new() { CropSize = 32 },
            };
            Trainer trainer = Trainer.Create(toy, folder, scenes.Train, null);
            Assert.Throws<InvalidOperationException>(() => trainer.Train());
            Assert.Equal(20, StepsIn(Path.Combine(folder, "checkpoint.safetensors")));

            ToyRecipe.Measure = model => File.Exists(model) ? Scores(0.25) : Scores(0);
            List<long> validated = [];
            TrainingSummary summary = Trainer.Resume(folder, scenes.Train, null).Train(
                new Report(progress => { if (progress.Validation is { } one) validated.Add(one.Step); }));

            Assert.Equal([20, 40], validated);
            Assert.Equal(new ValidationScores(20, 0.25, 0.25, IsBest: true), summary.Best);
            Trainer.Resume(folder, scenes.Train, null).Train(
                new Report(progress => Assert.Null(progress.Validation))); // nothing is left to do
        }
        finally
        {
            ToyRecipe.Measure = null;
        }
    }

    [Fact]
    public void A_model_that_cannot_be_exported_is_said_and_ends_no_training()
    {
        string folder = _folder.File("run");
        List<string> messages = [];
        try
        {
            ToyRecipe.Measure = _ => throw new InvalidOperationException("nothing was exported");
            ToyRecipe toy = new()
            {
                Steps = 40,
                BatchSize = 2,
                Degradation = null,
                Augmentation = new() { CropSize = 32 },
                Exports = false,
            };
            Assert.True(Trainer.Create(toy, folder, scenes.Train, null).Train(
                new Report(progress => { if (progress.Message is { } message) messages.Add(message); })).Completed);
        }
        finally
        {
            ToyRecipe.Measure = null;
        }

        Assert.Equal(
            ["The network of step 20 was", "The network of step 40 was", "The network of step 40 was"],
            messages.Select(message => message[..26]));
        Assert.All(messages, message => Assert.Contains("the toy says so", message, StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder, "best.safetensors")));
        Assert.False(File.Exists(Path.Combine(folder, "best.onnx")));
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
    public void Patience_ends_a_run_that_gets_no_better_and_resuming_it_ends_it_again()
    {
        string folder = _folder.File("run");
        Queue<double> precisions = new([0.2, 0.5, 0.4, 0.5]);
        List<string?> messages = [];
        try
        {
            ToyRecipe.Measure = _ => Scores(precisions.Dequeue());
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
        Assert.Equal(Weights(untold), Weights(told));
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
    public void A_run_of_an_earlier_version_goes_on_at_the_size_of_its_crops()
    {
        string folder = _folder.File("run");
        Trainer.Create(TrainingRuns.Small with { Steps = 1 }, folder, scenes.Train, null);
        string path = Path.Combine(folder, "options.json");
        JsonObject description = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        Assert.True(description["options"]!.AsObject().Remove("inputSize"));
        File.WriteAllText(path, description.ToJsonString());

        Trainer.Resume(folder, scenes.Train, null).Train();

        using Detector detector = Detector.Load(Path.Combine(folder, "best.onnx"));
        Assert.Equal(new OpenCvSharp.Size(64, 64), detector.Model.InputSize);
    }

    private static CocoScores Scores(double precision) => new(
        precision, precision, precision, precision, precision, precision, precision, precision, precision, precision,
        precision, precision);

    private void KillWhen(string folder, Func<bool> condition)
    {
        using Process child = TrainingRuns.StartChild(folder, scenes.Folder);
        SpinWait.SpinUntil(() => condition() || child.HasExited, TimeSpan.FromSeconds(60));
        Assert.False(child.HasExited, "the run ended before it could be killed");
        child.Kill(); // SIGKILL
        child.WaitForExit();
    }

    private void StopAt50(AerisRecipe options, string folder, Action? atStart = null)
    {
        using CancellationTokenSource stop = new();
        TrainingSummary stopped = Trainer.Create(options, folder, scenes.Train, null).Train(new Report(progress =>
        {
            if (progress.Step == 1) atStart?.Invoke();
            if (progress.Step == 50) stop.Cancel();
        }), stop.Token);
        Assert.Equal(new TrainingSummary(50, Completed: false, null), stopped);
    }

    /// <summary>
    /// Copies a run as a version would have written it that noted neither hashes nor what the run started from.
    /// </summary>
    private static void CopyAsWrittenBefore(string folder, string copy)
    {
        Directory.CreateDirectory(copy);
        foreach (string file in Directory.GetFiles(folder)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        string path = Path.Combine(copy, "options.json");
        JsonObject description = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        foreach (string added in (string[])["trainingHash", "pretrained"]) Assert.True(description.Remove(added));
        File.WriteAllText(path, description.ToJsonString());
    }

    private static void Damage(string checkpoint, string part)
    {
        if (part == "metadata")
        {
            using SafeTensorFile file = SafeTensors.Read(checkpoint);
            SafeTensors.Write(
                checkpoint, file.Tensors, new Dictionary<string, string>(file.Metadata) { ["best"] = "{" });
            return;
        }

        byte[] bytes = File.ReadAllBytes(checkpoint);
        bytes[part == "header" ? bytes.AsSpan().IndexOf("\"step\":\"40\""u8) + 9 : bytes.Length - 5] ^= 1;
        File.WriteAllBytes(checkpoint, bytes);
    }

    private static AnnotatedDataSet Change(AnnotatedDataSet dataSet, Func<Annotation, Annotation> change) =>
        dataSet with
        {
            Images =
            [
                .. dataSet.Images.Select(image => image with { Annotations = [.. image.Annotations.Select(change)] })
            ],
        };

    private string Train(string folder, AerisRecipe options)
    {
        Assert.True(Trainer.Create(options, folder, scenes.Train, null).Train().Completed);
        return Weights(folder);
    }

    /// <summary>The checksum over weights, average and optimiser of the last checkpoint.</summary>
    private static string Weights(string folder)
    {
        using SafeTensorFile file = SafeTensors.Read(Path.Combine(folder, "checkpoint.safetensors"));
        return $"{file.Metadata["step"]} {file.Metadata["sha256-of-file"]}";
    }

    private static int StepsIn(string checkpoint)
    {
        try
        {
            using SafeTensorFile file = SafeTensors.Read(checkpoint);
            return int.Parse(file.Metadata["step"], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1; // not there: between two checkpoints it has no name
        }
    }
}
