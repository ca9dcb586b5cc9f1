using DetectionSdk.Tests;

namespace DetectionSdk.Cli.Tests;

public sealed class TrainCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Scenes_are_rendered_trained_on_exported_and_searched()
    {
        string run = _folder.File("run"), model = _folder.File("model.onnx");
        string[] train = ["train", "aeris", "--data", "scenes:20", "--out", run, "--steps", "4", "--crop", "96", "--width", "0.25", "--batch", "2", "--threads", "1", "--validation-interval", "4"];
        _folder.Write("run/scenes.tmp/images/train/left.png", "left by a command that was killed while it rendered");
        Detsdk trained = Detsdk.Run(train);
        Assert.True(trained.ExitCode == ExitCode.Success, trained.Error);
        Assert.Contains("validation AP", trained.Output, StringComparison.Ordinal);

        Detsdk exported = Detsdk.Run("export", run, "--out", model);
        Assert.True(exported.ExitCode == ExitCode.Success, exported.Error);
        Detsdk detected = Detsdk.Run("detect", Path.Combine(run, "scenes", "images", "val"), "--model", model, "--confidence", "0", "--json", "-");
        Assert.Equal((ExitCode.Success, ""), (detected.ExitCode, detected.Error));
        Assert.Contains("\"classId\": 0", detected.Output, StringComparison.Ordinal);

        Detsdk again = Detsdk.Run(train);
        Assert.Equal(ExitCode.Failed, again.ExitCode);
        Assert.Contains("already holds a training run", Assert.Single(again.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_arms_data_and_runs_are_named()
    {
        Assert.Contains("--arm is 'fast'", Detsdk.Run("train", "aeris", "--data", "d", "--out", "o", "--arm", "fast").Error, StringComparison.Ordinal);
        Assert.Contains("scenes:N", Detsdk.Run("train", "aeris", "--data", "scenes:many", "--out", _folder.File("o")).Error, StringComparison.Ordinal);
        string mine = _folder.Write("p/scenes/mine.png", "not of this command");
        Assert.Contains("belongs to no run", Detsdk.Run("train", "aeris", "--data", "scenes:20", "--out", _folder.File("p")).Error, StringComparison.Ordinal);
        Assert.True(File.Exists(mine));
        foreach (string share in (string[])["10", "0", "-0.1"])
            Assert.Contains("expected more than 0 and at most 0.5", Detsdk.Run("train", "aeris", "--data", "d", "--out", "o", "--hold-out", share).Error, StringComparison.Ordinal);
        Detsdk export = Detsdk.Run("export", _folder.Path, "--out", _folder.File("m.onnx"));
        Assert.Equal(ExitCode.Failed, export.ExitCode);
        Assert.Contains("holds no training run", Assert.Single(export.ErrorLines), StringComparison.Ordinal);
    }
}
