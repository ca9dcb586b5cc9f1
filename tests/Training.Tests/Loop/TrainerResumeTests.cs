using System.Diagnostics;
using System.Text.Json.Nodes;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

/// <summary>Runs that were interrupted, or go on with something else.</summary>
public sealed class TrainerResumeTests(SceneFixture scenes) : IClassFixture<SceneFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void A_run_killed_in_steps_and_in_checkpoints_ends_with_the_weights_of_an_uninterrupted_one()
    {
        string whole = TrainingRuns.Finish(scenes, _folder.File("whole"), TrainingRuns.Small);
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

        KillWhen(killed, () => TrainingRuns.StepsIn(latest) is >= 25 and < 40);

        using Process last = TrainingRuns.StartChild(killed, scenes.Folder);
        last.WaitForExit();

        Assert.Equal(0, last.ExitCode);
        Assert.Equal(whole, TrainingRuns.Weights(killed));
        Assert.Null(Half()); // what a kill left is gone
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Loader_threads_and_a_cancellation_change_nothing()
    {
        AerisRecipe options = TrainingRuns.Small with { Steps = 80, CheckpointInterval = 1000 };
        string once = TrainingRuns.Finish(scenes, _folder.File("once"), options);
        string folder = _folder.File("twice");
        StopAt50(options with { LoaderThreads = 3 }, folder);

        TrainingSummary second = Trainer.Resume(folder, scenes.Train, null).Train();

        Assert.True(second.Completed);
        Assert.Equal(once, TrainingRuns.Weights(folder));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_run_goes_on_without_the_weights_that_it_started_from()
    {
        string start = _folder.File("start"), folder = _folder.File("run"), old = _folder.File("old");
        TrainingRuns.Finish(scenes, start, TrainingRuns.Small with { Steps = 2 });
        AerisRecipe options = TrainingRuns.Small with
        {
            Steps = 80,
            CheckpointInterval = 1000,
            InitialWeights = start,
        };
        string whole = TrainingRuns.Finish(scenes, _folder.File("whole"), options);
        StopAt50(
            options, folder,
            atStart: () => Assert.Equal(0, TrainingRuns.StepsIn(Path.Combine(folder, "checkpoint.safetensors"))));
        CopyAsWrittenBefore(folder, old);

        Assert.True(Trainer.Resume(old, scenes.Train, null).Train().Completed); // reads the start again
        Directory.Delete(start, recursive: true);
        Assert.True(Trainer.Resume(folder, scenes.Train, null).Train().Completed);

        Assert.Equal((whole, whole), (TrainingRuns.Weights(old), TrainingRuns.Weights(folder)));
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("values", "is no safetensors file, or damaged: its content has SHA-256")]
    [InlineData("header", "is no safetensors file, or damaged: its content has SHA-256")]
    [InlineData("metadata", "is damaged: its metadata 'best' is {")]
    public void A_damaged_checkpoint_is_passed_over_for_the_previous_one_and_reported(string part, string reason)
    {
        string folder = _folder.File("run");
        string whole = TrainingRuns.Finish(scenes, folder, TrainingRuns.Small);
        string latest = Path.Combine(folder, "checkpoint.safetensors");
        Damage(latest, part);

        List<string> messages = [];
        TrainingSummary summary = Trainer.Resume(folder, scenes.Train, null)
            .Train(new Report(progress => { if (progress.Message is { } message) messages.Add(message); }));

        string said = Assert.Single(messages);
        Assert.Contains($"'{latest}' {reason}", said, StringComparison.Ordinal);
        Assert.Contains("checkpoint.previous.safetensors' at step 39", said, StringComparison.Ordinal);
        Assert.True(summary.Completed);
        Assert.Equal(whole, TrainingRuns.Weights(folder));
    }

    [Fact]
    public void Two_damaged_checkpoints_end_the_run_with_both_reasons()
    {
        string folder = _folder.File("run");
        TrainingRuns.Finish(scenes, folder, TrainingRuns.Small with { Steps = 2 });
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
        AnnotatedDataSet moved = TrainingRuns.Change(
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
    public void A_finished_run_goes_on_to_a_later_end_with_other_options()
    {
        string folder = _folder.File("run");
        TrainingRuns.Finish(scenes, folder, TrainingRuns.Small with { Steps = 4 });
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
}
