using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class TrainRestorationCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _photos, _run;

    public TrainRestorationCommandTests()
    {
        (_photos, _run) = (_folder.File("photos"), _folder.File("run"));
        for (int i = 0; i < 3; i++)
        {
            using Mat picture = new(48, 64, MatType.CV_8UC3, Scalar.All(50 * i));
            Cv2.Circle(picture, new Point(20, 24), 12, Scalar.All(255 - 40 * i), -1);
            _folder.Write($"photos/{i}.png", picture.ToBytes(".png"));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void A_run_ends_in_two_bundles_that_restore_and_is_resumed()
    {
        Detsdk trained = Train();

        Assert.True(trained.ExitCode == ExitCode.Success, trained.Error);
        Assert.Contains("2/2  loss", trained.Output, StringComparison.Ordinal);
        Assert.Contains("learned.zip takes", trained.Output, StringComparison.Ordinal);
        foreach (string bundle in (string[])["learned.zip", "noise.zip"])
        {
            string restored = _folder.File(bundle + "-out");
            Detsdk run = Detsdk.Run("enhance", _photos, "--model", Path.Combine(_run, bundle), "--out", restored);
            Assert.True(run.ExitCode == ExitCode.Success, run.Error);
            using Mat picture = Cv2.ImRead(Path.Combine(restored, "1.png"));
            Assert.Equal(new Size(64, 48), picture.Size());
        }
        Assert.False(File.Exists(Path.Combine(_run, "plain.zip")));

        Detsdk resumed = Detsdk.Run("train", "restore", "--out", _run, "--resume", "--steps", "3");
        Assert.Equal(ExitCode.Success, resumed.ExitCode);
        Assert.Contains("3/3  loss", resumed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_choice_of_paths_one_bundle_takes_all_blocks_and_nothing_is_concluded()
    {
        Detsdk trained = Train("--learning", "none");

        Assert.Equal((ExitCode.Success, ""), (trained.ExitCode, trained.Error));
        Assert.StartsWith("2/2  loss", trained.Output.TrimEnd('\n').Split('\n')[^1], StringComparison.Ordinal);
        Assert.EndsWith(" left\n", trained.Output, StringComparison.Ordinal);
        Assert.Equal(["plain.zip"], Directory.GetFiles(_run, "*.zip").Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(ExitCode.Usage, "--depth must be 1 to 8 where it learns by Regression; it is 9.", "--depth", "9")]
    [InlineData(ExitCode.Usage, "--path-share must be in (0, 1); it is 1.", "--path-share", "1")]
    [InlineData(ExitCode.Usage, "--crop must be a positive multiple of 32; it is 40.", "--crop", "40")]
    [InlineData(
        ExitCode.Usage, "--learning is 'guess'; expected reinforcement, regression, none.", "--learning", "guess")]
    [InlineData(ExitCode.Failed, "nowhere: folder not found.", "--photos", "nowhere")]
    public void What_cannot_be_trained_is_one_line_and_leaves_no_run(
        int exitCode, string message, string option, string value)
    {
        Detsdk run = Detsdk.Run(
            "train", "restore", "--data", _photos, "--out", _run, "--steps", "2", option, value);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.EndsWith(message, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_run, "options.json")));
    }

    [Fact]
    public void A_degradation_that_shrinks_is_refused()
    {
        string half = _folder.Write("half.json", """{"effects": [{"type": "downsample", "scale": 2}]}""");

        Detsdk run = Train("--degrade", half);

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(
            "detsdk: The degradation makes 16 x 16 pixels of crops of 32; the network keeps the size and expects "
            + "32 x 32. Choose a degradation of that one scale.",
            Assert.Single(run.ErrorLines));
    }

    private Detsdk Train(params string[] options) => Detsdk.Run(
    [
        "train", "restore", "--data", _photos, "--out", _run, "--steps", "2", "--crop", "32", "--width", "0.125",
        "--depth", "2", "--batch", "2", "--threads", "1", .. options,
    ]);
}
