using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class ReportCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ReportCommandTests()
    {
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(90));
        _folder.Write("data/data.yaml", "train: images/train\nval: images/val\nnames: [light]\n");
        _folder.Write("data/images/val/a.png", image.ToBytes(".png"));
        _folder.Write("data/labels/val/a.txt", "0 0.5 0.5 0.5 0.25\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Two_detectors_stand_side_by_side_also_by_degradation()
    {
        Detsdk run = Detsdk.Run(
            "report", Model("right.onnx", 32), Model("beside.onnx", 40), "--data", _folder.File("data"), "--levels",
            "--out", _folder.File("report.html"));

        Assert.Equal((ExitCode.Success, "", _folder.File("report.html")), (run.ExitCode, run.Error, run.Output.Trim()));
        string page = File.ReadAllText(_folder.File("report.html"));
        Assert.Contains("<title>right.onnx and beside.onnx on data</title>", page, StringComparison.Ordinal);
        Assert.Contains("<h2 id=\"heading-4\">Degradation</h2>", page, StringComparison.Ordinal);
        Assert.Contains(
            "<th scope=\"row\">AP50</th><td>1.000</td><td>0.000</td>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Evaluate_writes_the_page_of_one_detector_as_it_saw_the_pictures()
    {
        Detsdk run = Detsdk.Run(
            "evaluate", "--model", Model("right.onnx", 32), "--data", _folder.File("data"), "--degrade", "coco-d",
            "--html", _folder.File("page.html"));

        Assert.True(run.ExitCode == ExitCode.Success, run.Error);
        string page = File.ReadAllText(_folder.File("page.html"));
        Assert.Contains("<title>right.onnx on val</title>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sweep", "--sweep goes without --degrade, --export, --html and --json.")]
    [InlineData("--corruptions", "--corruptions goes without --degrade, --export, --html and --sweep.")]
    public void A_page_of_many_measurements_is_wrong_use(string option, string message)
    {
        string[] value = option == "--sweep" ? ["s"] : [];
        Detsdk run = Detsdk.Run(["evaluate", "--model", "m", "--data", "d", "--html", "h", option, .. value]);
        Assert.Equal((ExitCode.Usage, $"detsdk: {message}\n"), (run.ExitCode, run.Error));
    }

    /// <summary>A detector that always finds one object of 32 x 16 pixels, with its centre at a height.</summary>
    private string Model(string name, float height) => _folder.Write(
        name,
        OnnxStub.Constant(
            [1, 3, 64, 64], [1, 5, 1], [32, height, 32, 16, 0.8f],
            new Dictionary<string, string> { ["names"] = "{0: 'light'}" }));
}
