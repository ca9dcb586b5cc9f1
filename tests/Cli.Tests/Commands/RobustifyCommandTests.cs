using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class RobustifyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_detector_is_made_robust_resumed_to_a_later_end_and_detects()
    {
        string model = _folder.Write("model.onnx", OnnxStub.CellMeans(
            [1, 3, 128, 128], [32, 32, 16, 16, 0.3f], [0, 0, 0, 0, 0.4f], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
            metadata: new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        string photos = _folder.File("photos"), run = _folder.File("run");
        using Mat image = new(96, 128, MatType.CV_8UC3, new Scalar(30, 90, 200));
        foreach (string name in (string[])["a", "b", "c"]) _folder.Write($"photos/{name}.png", image.ToBytes());
        string[] robustify = ["robustify", model, "--photos", photos, "--out", run];

        Detsdk trained = Detsdk.Run(
            [.. robustify, "--input-sizes", "128", "--batch", "2", "--threads", "1", "--steps", "2"]);
        Assert.Equal((ExitCode.Success, ""), (trained.ExitCode, trained.Error));
        Assert.Contains("2/2  loss", trained.Output, StringComparison.Ordinal);
        Detsdk resumed = Detsdk.Run([.. robustify, "--steps", "3", "--resume"]);
        Assert.Equal(ExitCode.Success, resumed.ExitCode);
        Assert.Contains("3/3  loss", resumed.Output, StringComparison.Ordinal);

        Detsdk detected = Detsdk.Run("detect", photos, "--model", Path.Combine(run, "best.onnx"), "--json", "-");
        Assert.Equal((ExitCode.Success, ""), (detected.ExitCode, detected.Error));
        Assert.Contains("\"thing\"", detected.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_one_line()
    {
        string photos = Directory.CreateDirectory(_folder.File("photos")).FullName;
        Detsdk empty = Detsdk.Run(
            "robustify", _folder.File("m.onnx"), "--photos", photos, "--out", _folder.File("run"));
        Assert.Equal(ExitCode.Failed, empty.ExitCode);
        Assert.Contains(photos, Assert.Single(empty.ErrorLines), StringComparison.Ordinal);
    }
}
