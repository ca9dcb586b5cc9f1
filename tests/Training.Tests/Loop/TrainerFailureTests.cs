using DetectionSdk.Evaluation;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

/// <summary>What fails while a run trains, and what is left of it.</summary>
public sealed class TrainerFailureTests(SceneFixture scenes) : IClassFixture<SceneFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
        Assert.Equal(60, TrainingRuns.StepsIn(Path.Combine(folder, "checkpoint.safetensors")));
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

        Assert.InRange(TrainingRuns.StepsIn(Path.Combine(folder, "checkpoint.safetensors")), 50, 60);
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
            Assert.Equal(20, TrainingRuns.StepsIn(Path.Combine(folder, "checkpoint.safetensors")));

            ToyRecipe.Measure = model => File.Exists(model) ? ToyRecipe.Scores(0.25) : ToyRecipe.Scores(0);
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
}
