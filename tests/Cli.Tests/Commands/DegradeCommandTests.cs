using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
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

    [Trait("Category", "Slow")]
    [Fact]
    public void Seven_shards_of_three_copies_give_the_bytes_of_one_run()
    {
        string[] degrade = ["degrade", _folder.File("in"), "--preset", "coco-d", "--copies", "3", "--out"];
        Assert.Equal("6 images", Detsdk.Run([.. degrade, _folder.File("one")]).Output.Trim());
        for (int number = 1; number <= 7; number++)
            Assert.Equal(
                number <= 6 ? "1 image" : "0 images",
                Detsdk.Run([.. degrade, _folder.File("seven"), "--shard", $"{number}/7"]).Output.Trim());
        Assert.Equal("6 images", Detsdk.Run([.. degrade, _folder.File("seven")]).Output.Trim());
        string[] names =
            ["a-1.png", "a-2.png", "a-3.png", "plans.jsonl", "sub/b-1.png", "sub/b-2.png", "sub/b-3.png"];
        foreach (string output in (string[])["one", "seven"])
            Assert.Equal(
                names,
                Directory.GetFiles(_folder.File(output), "*", SearchOption.AllDirectories)
                    .Select(file => Path.GetRelativePath(_folder.File(output), file)).Order(StringComparer.Ordinal));
        foreach (string name in names)
            Assert.Equal(
                File.ReadAllBytes(_folder.File("one/" + name)), File.ReadAllBytes(_folder.File("seven/" + name)));
    }

    [Theory]
    [InlineData("--stream --preset cctv --out o", "--stream goes with --preset or --recipe, and --seed, alone.")]
    [InlineData("in --out o --preset cctv --copies 0", "--copies is 0; expected at least 1.")]
    [InlineData("in --out o --preset cctv --shard 2", "--shard is 2; expected K/N with K from 1 to N, such as 2/7.")]
    [InlineData("in --preset cctv", "Option '--out' is required.")]
    [InlineData("in --out o --preset cctv --shard 1/2 --sheet s.png",
        "--sheet goes without --shard: with the command that ends it.")]
    public void What_does_not_go_together_is_refused_in_one_line(string arguments, string message)
    {
        Detsdk run = Detsdk.Run(["degrade", .. arguments.Split(' ')]);
        Assert.Equal((ExitCode.Usage, "detsdk: " + message), (run.ExitCode, Assert.Single(run.ErrorLines)));
    }

    /// <summary>
    /// The example for PyTorch, with a few lines in place of torch, which a bare machine lacks: what it reads by the
    /// stream is the copy that the command writes.
    /// </summary>
    [Trait("Category", "Slow")]
    [Fact]
    public void The_Python_example_reads_the_pictures_that_copies_write()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "There is no Python here.");
        _folder.Write("torch/__init__.py", """
            uint8 = None
            class Tensor(list):
                def reshape(self, *shape): self.shape = shape; return self
                def permute(self, *order): return self
                def float(self): return self
                def __truediv__(self, number): return self
            def frombuffer(buffer, dtype): return Tensor(buffer)
            def tensor(values): return values
            """);
        _folder.Write("torch/utils/__init__.py", "");
        _folder.Write("torch/utils/data.py", "class Dataset: pass");
        string script = _folder.Write("read.py", $"""
            import hashlib, sys
            sys.path[:0] = [{Quote(_folder.Path)}, {Quote(Repository.Path("examples", "python"))}]
            from degraded import Degraded
            items = [({Quote(_folder.File("in/a.jpg"))}, [[40, 20, 40, 40]], [7])]
            pictures = Degraded(items, "coco-d", seed=3, command=["dotnet", {Quote(Detsdk.Library)}])
            pictures.set_epoch(1)
            image, target = pictures[0]
            print(hashlib.sha256(bytes(image)).hexdigest(), *image.shape, *target["boxes"][0], *target["labels"])
            """);
        using Process python = Process.Start(
            new ProcessStartInfo("/usr/bin/python3", [script]) { RedirectStandardOutput = true })!;
        string[] printed = python.StandardOutput.ReadToEnd().Trim().Split(' ');
        python.WaitForExit();

        Detsdk.Run(
            "degrade", _folder.File("in/a.jpg"), "--preset", "coco-d", "--seed", "3", "--copies", "2", "--out",
            _folder.File("out"));
        using Mat second = ImageFile.Read(_folder.File("out/a-2.png"));
        using Mat rgb = second.CvtColor(ColorConversionCodes.BGR2RGB);
        Assert.Equal(
            [Convert.ToHexStringLower(SHA256.HashData(rgb.AsSpan<byte>())), $"{rgb.Height}", $"{rgb.Width}", "3"],
            printed[..4]);
        double scale = rgb.Width / 128.0;
        Assert.Equal(40 * scale, double.Parse(printed[4], CultureInfo.InvariantCulture), 1e-9);
        Assert.Equal("7", printed[8]);

        static string Quote(string text) => JsonSerializer.Serialize(text);
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
