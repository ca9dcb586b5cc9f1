using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class DegradeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DegradeCommandTests()
    {
        using Mat image = new(96, 128, MatType.CV_8UC3, new Scalar(30, 90, 200));
        Cv2.Circle(image, new Point(60, 40), 20, Scalar.White, -1);
        _folder.Write("in/a.jpg", image.ToBytes(".jpg"));
        _folder.Write("in/sub/b.png", image.ToBytes(".png"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_degraded_replayed_and_drawn()
    {
        Detsdk run = Detsdk.Run(
            "degrade", _folder.File("in"), "--out", _folder.File("out"), "--preset", "coco-d", "--seed", "3", "--sheet",
            _folder.File("sheet.png"));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Detsdk replay = Detsdk.Run(
            "degrade", _folder.File("in"), "--out", _folder.File("again"), "--replay", _folder.File("out/plans.jsonl"));
        Assert.Equal((ExitCode.Success, ""), (replay.ExitCode, replay.Error));

        foreach (string name in (string[])["a.png", "sub/b.png", "plans.jsonl"])
            Assert.Equal(
                File.ReadAllBytes(_folder.File("out/" + name)), File.ReadAllBytes(_folder.File("again/" + name)));
        using Mat sheet = ImageFile.Read(_folder.File("sheet.png"));
        Assert.True(sheet.Width > 1000);
    }

    [Fact]
    public void A_recipe_is_used_and_a_broken_one_is_named()
    {
        string recipe = _folder.Write(
            "half.json", """{"effects": [{"type": "downsample", "scale": 2, "methods": ["area"]}]}""");
        Assert.Equal(
            ExitCode.Success,
            Detsdk.Run("degrade", _folder.File("in/a.jpg"), "--out", _folder.File("out"), "--recipe", recipe).ExitCode);
        using Mat half = ImageFile.Read(_folder.File("out/a.png"));
        Assert.Equal(new Size(64, 48), half.Size());

        string broken = _folder.Write("broken.json", """{"effects": [{"type": "downsample", "scale": 0.5}]}""");
        Detsdk run = Detsdk.Run("degrade", _folder.File("in/a.jpg"), "--out", _folder.File("out2"), "--recipe", broken);
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(broken, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("0.5", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Presets_recipes_and_replays_exclude_each_other()
    {
        Assert.Equal(ExitCode.Usage, Detsdk.Run("degrade", "in", "--out", "out").ExitCode);
        Assert.Equal(
            ExitCode.Usage,
            Detsdk.Run("degrade", "in", "--out", "out", "--preset", "aeris", "--recipe", "r.json").ExitCode);
        Detsdk unknown = Detsdk.Run("degrade", _folder.File("in"), "--out", _folder.File("out"), "--preset", "fog");
        Assert.Equal(ExitCode.Failed, unknown.ExitCode);
        Assert.Contains("coco-d", Assert.Single(unknown.ErrorLines), StringComparison.Ordinal);
    }
}
