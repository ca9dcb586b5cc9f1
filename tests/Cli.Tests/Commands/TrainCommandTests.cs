using System.Globalization;
using DetectionSdk.Tests;
using DetectionSdk.Training;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scenes_are_rendered_trained_on_exported_and_searched()
    {
        string run = _folder.File("run"), model = _folder.File("model.onnx");
        string[] train =
        [
            "train", "aeris", "--data", "scenes:20", "--out", run, "--steps", "4", "--crop", "96", "--width", "0.25",
            "--last-stage", "48", "--threads", "1", "--validation-interval", "4"
        ];
        _folder.Write(
            "run/scenes-20-96px-0.tmp/images/train/left.png", "left by a command that was killed while it rendered");
        string mine = _folder.Write("run/scenes/mine.png", "not of this command");
        Assert.Contains(
            "--batch must be at least 2; it is 1.", Detsdk.Run([.. train, "--batch", "1"]).Error,
            StringComparison.Ordinal);
        train = [.. train, "--batch", "2"];
        Detsdk trained = Detsdk.Run(train);
        Assert.True(trained.ExitCode == ExitCode.Success, trained.Error);
        Assert.Contains("validation AP", trained.Output, StringComparison.Ordinal);
        Assert.Equal("", trained.Error);
        Assert.StartsWith(
            "16 images to train on, 4 to validate on, 6 classes", trained.Output, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.Combine(run, "index.html"));
        Assert.Contains("The training is done, after 4 steps. Best validation: AP ", page, StringComparison.Ordinal);
        Assert.Contains($"tensorboard --logdir {run}", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http-equiv=\"refresh\"", page, StringComparison.Ordinal);
        Assert.Contains(
            "\"lastStageChannels\": 48", File.ReadAllText(Path.Combine(run, "options.json")), StringComparison.Ordinal);
        Assert.True(File.Exists(mine));

        Detsdk exported = Detsdk.Run("export", run, "--out", model);
        Assert.True(exported.ExitCode == ExitCode.Success, exported.Error);
        string fixedModel = _folder.File("fixed.onnx");
        Assert.Equal(
            ExitCode.Success,
            Detsdk.Run(
                "export", run, "--out", fixedModel, "--fixed-size", "--author", "A workshop", "--license",
                "CC BY 4.0").ExitCode);
        using (InferenceSession session = new(fixedModel))
        {
            Assert.Equal([-1, 3, 96, 96], session.InputMetadata["images"].Dimensions);
            Assert.Equal(
                ("A workshop", "CC BY 4.0"),
                (
                    session.ModelMetadata.CustomMetadataMap["author"],
                    session.ModelMetadata.CustomMetadataMap["license"]));
        }

        Assert.Equal(
            ExitCode.Success,
            Detsdk.Run("export", run, "--out", fixedModel, "--fixed-size", "--input-size", "64").ExitCode);
        using (InferenceSession session = new(fixedModel)) Assert.Equal(
            [-1, 3, 64, 64], session.InputMetadata["images"].Dimensions);
        Assert.Contains(
            "--input-size must be positive multiples of 32; it is 100 x 100.",
            Detsdk.Run("export", run, "--out", fixedModel, "--input-size", "100").Error, StringComparison.Ordinal);

        Detsdk detected = Detsdk.Run(
            "detect", Path.Combine(run, "scenes-20-96px-0", "images", "val"), "--model", model, "--confidence", "0",
            "--json", "-");
        Assert.Equal((ExitCode.Success, ""), (detected.ExitCode, detected.Error));
        Assert.Contains("\"classId\": 0", detected.Output, StringComparison.Ordinal);

        Detsdk again = Detsdk.Run(train);
        Assert.Equal(ExitCode.Failed, again.ExitCode);
        Assert.Contains("already holds a training run", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--epochs goes without --steps: both say how long the training is.", "--epochs", "2", "--steps", "9")]
    [InlineData("--epochs is 0; expected more than 0.", "--epochs", "0")]
    [InlineData("--epochs is NaN; expected more than 0.", "--epochs", "NaN")]
    public void A_length_that_is_none_is_refused(string message, params string[] length)
    {
        Detsdk run = Detsdk.Run(["train", "aeris", "--data", "scenes:20", "--out", _folder.File("run"), .. length]);
        Assert.Equal((ExitCode.Usage, $"detsdk: {message}\n"), (run.ExitCode, run.Error));
        Assert.False(Directory.Exists(_folder.File("run")));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void A_training_that_is_stopped_saves_its_state_and_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with the command kill.");
        string run = _folder.File("run");
        string[] train =
        [
            "train", "aeris", "--data", "scenes:20", "--out", run, "--steps", "150", "--crop", "64", "--width", "0.25",
            "--batch", "2", "--threads", "1"
        ];

        Detsdk stopped = Detsdk.RunUntil("50/150", "INT", train);

        Assert.Equal(ExitCode.Failed, stopped.ExitCode);
        Assert.Equal(2, stopped.ErrorLines.Length);
        Assert.Contains("a second signal ends the command at once", stopped.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("continue with --resume", stopped.ErrorLines[1], StringComparison.Ordinal);
        using SafeTensorFile checkpoint = SafeTensors.Read(Path.Combine(run, "checkpoint.safetensors"));
        Assert.InRange(int.Parse(checkpoint.Metadata["step"], CultureInfo.InvariantCulture), 50, 149);

        // size and seed need not be repeated
        Detsdk again = Detsdk.RunUntil(
            "100/150", "TERM", ["train", "aeris", "--data", "scenes:20", "--out", run, "--resume"]);
        Assert.Equal(ExitCode.Failed, again.ExitCode);
        Assert.Contains(
            $"Resumed '{Path.Combine(run, "checkpoint.safetensors")}' at step {checkpoint.Metadata["step"]}",
            again.ErrorLines[0], StringComparison.Ordinal);
        Detsdk last = Detsdk.Run([.. train, "--resume"]);
        Assert.True(last.ExitCode == ExitCode.Success, last.Error);
    }

    [Fact]
    public void Validation_images_that_are_trained_on_are_refused_unless_that_is_wanted()
    {
        using OpenCvSharp.Mat image = new(64, 64, OpenCvSharp.MatType.CV_8UC3, OpenCvSharp.Scalar.All(90));
        _folder.Write("set/a.png", image.ToBytes(".png"));
        string json = _folder.Write("set/instances.json", """
            { "images": [ { "id": 1, "file_name": "a.png", "width": 64, "height": 64 } ],
              "annotations": [ { "id": 1, "image_id": 1, "category_id": 1, "bbox": [16, 24, 32, 16] } ],
              "categories": [ { "id": 1, "name": "car" } ] }
            """);
        string[] train =
        [
            "train", "aeris", "--data", json, "--out", _folder.File("run"), "--arm", "clean", "--steps", "1", "--crop",
            "64", "--width", "0.25", "--batch", "1", "--threads", "1", "--start", "none"
        ];

        Detsdk refused = Detsdk.Run(train);
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Contains(
            "1 of 1 validation images are training images, too, the first is 'a.png'; --hold-out",
            Assert.Single(refused.ErrorLines), StringComparison.Ordinal);

        Detsdk allowed = Detsdk.Run([.. train, "--allow-overlap"]);
        Assert.DoesNotContain("validation images are training images", allowed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_teacher_finds_objects_in_photographs_without_boxes()
    {
        string run = _folder.File("run");
        using (Mat grey = new(64, 64, MatType.CV_8UC3, Scalar.All(128)))
            _folder.Write("photos/a.png", grey.ToBytes(".png"));
        string teacher = _folder.Write("teacher.onnx", OnnxStub.Constant(
            [1, 3, 64, 64], [1, 5, 1], [32, 32, 32, 16, 0.8f],
            new Dictionary<string, string> { ["names"] = "{0: 'circle'}" }));
        string[] train =
        [
            "train", "aeris", "--data", "scenes:20", "--photos", _folder.File("photos"), "--out", run, "--steps", "2",
            "--batch", "2", "--crop", "64", "--width", "0.25", "--threads", "1"
        ];

        Detsdk alone = Detsdk.Run(train);
        Assert.Equal(ExitCode.Usage, alone.ExitCode);
        Assert.Contains("--photos have no boxes; expected a --teacher", alone.Error, StringComparison.Ordinal);

        train = [.. train, "--teacher", teacher];
        Detsdk foreign = Detsdk.Run(train);
        Assert.Equal(ExitCode.Failed, foreign.ExitCode);
        Assert.Contains("'circle' cannot teach", foreign.Error.Replace(teacher, "circle", StringComparison.Ordinal),
            StringComparison.Ordinal);
        Assert.Contains(
            "--class-map is no map: 'circle' is no class mapping",
            Detsdk.Run([.. train, "--class-map", "circle"]).Error, StringComparison.Ordinal);

        Detsdk trained = Detsdk.Run([.. train, "--class-map", "circle=disc"]);
        Assert.True(trained.ExitCode == ExitCode.Success, trained.Error);
        Assert.Contains("17 images to train on", trained.Output, StringComparison.Ordinal);
        Detsdk resumed = Detsdk.Run("train", "aeris", "--out", run, "--resume", "--steps", "3");
        Assert.True(resumed.ExitCode == ExitCode.Success, resumed.Error);
    }

    [Fact]
    public void Wrong_arms_data_and_runs_are_named()
    {
        Assert.Contains(
            "--arm is 'fast'", Detsdk.Run("train", "aeris", "--data", "d", "--out", "o", "--arm", "fast").Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "scenes:N", Detsdk.Run("train", "aeris", "--data", "scenes:many", "--out", _folder.File("o")).Error,
            StringComparison.Ordinal);
        foreach (string share in (string[])["10", "0", "-0.1"])
            Assert.Contains(
                "expected more than 0 and at most 0.5",
                Detsdk.Run("train", "aeris", "--data", "d", "--out", "o", "--hold-out", share).Error,
                StringComparison.Ordinal);
        Detsdk export = Detsdk.Run("export", _folder.Path, "--out", _folder.File("m.onnx"));
        Assert.Equal(ExitCode.Failed, export.ExitCode);
        Assert.Contains("holds no training run", Assert.Single(export.ErrorLines), StringComparison.Ordinal);
    }
}
