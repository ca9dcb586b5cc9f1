using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class StudyCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Table_prints_means_and_differences_to_the_baseline()
    {
        Write("a/1", 0.30, 24);
        Write("a/2", 0.34, 24);
        Write("b/1", 0.28, 24);

        Detsdk run = Detsdk.Run("study", "table", _folder.Path, "--baseline", "b");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("| a | 2 | 32.0 ± 2.8 | 50.0 ± 0.0 |", run.Output, StringComparison.Ordinal);
        Assert.Contains("| AP less b | AP50 less b |", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("correlation")]
    public void Tables_are_a_page_too(string verb)
    {
        foreach (string arm in (string[])["a", "b", "c"]) Write($"{arm}/1", 0.30, 24);
        string page = _folder.File("pages/page.html");

        Detsdk run = Detsdk.Run("study", verb, _folder.Path, "--html", page);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string html = File.ReadAllText(page);
        Assert.Contains($"<h1>Study of {verb}</h1>", html, StringComparison.Ordinal);
        Assert.Contains("<caption>x4</caption>", html, StringComparison.Ordinal);
        Assert.Equal(
            run.Output.Split('\n').Count(line => line.StartsWith('|')) - 1,
            html.Split("<tr>").Length - 1);
    }

    [Fact]
    public void Correlation_prints_intervals_over_the_arms()
    {
        foreach ((string arm, double ap, double psnr) in (IEnumerable<(string, double, double)>)
            [("a", 0.1, 20), ("b", 0.2, 22), ("c", 0.3, 24), ("d", 0.9, 1)]) Write($"{arm}/1", ap, psnr);

        Detsdk run = Detsdk.Run("study", "correlation", _folder.Path, "a", "b", "c");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            "| arms | 3 | PSNR | AP | 1.00 [1.00, 1.00] | 1.00 [1.00, 1.00] |", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_study_is_one_line()
    {
        Detsdk run = Detsdk.Run("study", "table", _folder.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Equal([$"detsdk: '{_folder.Path}' holds no ARM/SEED/CONDITION.json."], run.ErrorLines);
    }

    [Fact]
    public void Semantics_prints_pixels_layers_and_random_weights()
    {
        string model = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));
        string blur = _folder.Write(
            "blur.json", """{ "effects": [ { "type": "gaussianBlur", "kernelSize": 5, "spreadX": 2 } ] }""");
        for (int i = 0; i < 3; i++) WritePicture($"photos/{i}.png", 60 * i);

        Detsdk run = Detsdk.Run(
            "study", "semantics", model, "--data", _folder.File("photos"), "--degrade", blur, "--side", "8",
            "--html", _folder.File("page.html"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            "<th scope=\"row\">random blurred</th>", File.ReadAllText(_folder.File("page.html")),
            StringComparison.Ordinal);
        string[] rows = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["| pixels | 192 |", "| blurred | 192 |", "| random blurred | 192 |"],
            rows[3..].Select(row => string.Join('|', row.Split('|')[..3]) + "|"));
    }

    [Theory]
    [InlineData("--degrade cctv", "too few for a probe that leaves one out; expected at least 3.")]
    [InlineData("--degrade cctv --layer x", "has no layer 'x'; its convolutions are blurred.")]
    public void Semantics_refuses_what_it_cannot_probe(string options, string message)
    {
        string model = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));
        string photos = Directory.CreateDirectory(_folder.File("photos")).FullName;
        if (options.EndsWith('x'))
            for (int i = 0; i < 3; i++) WritePicture($"photos/{i}.png", 60 * i);

        Detsdk run = Detsdk.Run(["study", "semantics", model, "--data", photos, "--side", "8", .. options.Split(' ')]);

        Assert.Equal(1, run.ExitCode);
        Assert.EndsWith(message, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("faces=x", "--task is 'faces'; expected one of digits, scenes, boundaries, segmentation")]
    [InlineData("digits", "--task is 'digits'; expected TASK=DIR.")]
    [InlineData("digits=", "--task is 'digits='; expected TASK=DIR.")]
    public void Usefulness_names_the_tasks_that_there_are(string task, string message)
    {
        Detsdk run = Detsdk.Run("study", "usefulness", "--task", task, "--photos", _folder.Path);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private void WritePicture(string name, int seed)
    {
        using Mat picture = new(48, 48, MatType.CV_8UC3, Scalar.All(seed));
        Cv2.Circle(picture, new Point(20, 24), 12 + seed / 20, Scalar.All(255 - seed), -1);
        _folder.Write(name, picture.ToBytes(".png"));
    }

    private void Write(string place, double ap, double psnr) =>
        _folder.Write(
            $"{place}/x4.json",
            FormattableString.Invariant(
                $$"""
                {
                  "AP": {{ap}}, "AP50": 0.5, "AP75": 0, "APs": 0, "APm": 0, "APl": 0,
                  "AR1": 0, "AR10": 0, "AR100": 0, "ARs": 0, "ARm": 0, "ARl": 0,
                  "frontEnd": { "milliseconds": 1, "detectorMilliseconds": 2, "psnr": {{psnr}}, "ssim": 0.5 },
                  "images": []
                }
                """));
}
