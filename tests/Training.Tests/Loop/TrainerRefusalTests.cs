using DetectionSdk.Evaluation;
using DetectionSdk.Tests;

namespace DetectionSdk.Training.Tests;

/// <summary>What is refused before anything is written.</summary>
public sealed class TrainerRefusalTests(SceneFixture scenes) : IClassFixture<SceneFixture>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

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
        AnnotatedDataSet infinite = TrainingRuns.Change(
            scenes.Validation, box => box with { Box = box.Box with { Width = double.NaN } });
        AnnotatedDataSet unknown = TrainingRuns.Change(scenes.Validation, box => box with { ClassId = 6 });
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
            TrainingRuns.Change(scenes.Validation, box => box with { Box = box.Box with { Width = 0 } }));
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
}
