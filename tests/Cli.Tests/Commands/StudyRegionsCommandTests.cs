using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

/// <summary><c>study regions</c> and <c>study map-edit</c> of a network that is told.</summary>
public sealed class StudyRegionsCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _told, _plain;

    public StudyRegionsCommandTests()
    {
        _told = _folder.Write("told.onnx", SuperResolutionStub.Told(2));
        _plain = _folder.Write("plain.onnx", SuperResolutionStub.Fixed(2, blur: false));
        Write("dark light", pictures: 2);
    }

    public void Dispose() => _folder.Dispose();

    // Told rightly the light half is 51 levels off, told of black boxes nothing is.
    [Fact]
    public void Regions_are_measured_of_every_arm_told_as_it_is_said()
    {
        using (Mat dark = new(64, 96, MatType.CV_8UC1, Scalar.All(0)))
            for (int i = 0; i < 2; i++) _folder.Write($"dark/{i}.png", dark.ToBytes(".png"));

        Detsdk run = Detsdk.Run(
            "study", "regions", $"labels={_told}", $"dark={_told}@{_folder.File("dark")}", $"plain={_plain}",
            "cubic=bicubic:2", "--data", _folder.Path, "--background", "dark");

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        string[][] rows = [.. run.Output.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])];
        Assert.Equal(
            ["arm", "labels", "dark", "plain", "cubic", "arm", "labels", "dark", "plain", "cubic"],
            rows.Select(row => row[0]));
        // 51 of 255 levels on half of the pixels: 20 log 5 + 10 log 2; objects are the light half.
        Assert.Equal(("16.99", "13.98"), (rows[1][2], rows[1][6]));
        Assert.Equal(rows[3][1..], rows[2][1..]);
        Assert.Equal(["arm", "mean of the classes", "dark", "light"], rows[5]);
    }

    [Fact]
    public void An_edited_map_changes_what_the_network_is_told_there()
    {
        Detsdk run = Detsdk.Run("study", "map-edit", _told, "--data", _folder.Path);

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("| inside | 51.000 | 51 |", run.Output, StringComparison.Ordinal);
        Assert.Contains("| 1 to 4 | 0.000 | 0 |", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("told.onnx", "'told.onnx' is no arm; expected NAME=FILE or NAME=FILE@MAPS.")]
    [InlineData("a=", "'a=' is no arm; expected NAME=FILE or NAME=FILE@MAPS.")]
    [InlineData("=told.onnx", "'=told.onnx' is no arm; expected NAME=FILE or NAME=FILE@MAPS.")]
    [InlineData("a=told.onnx@", "'a=told.onnx@' is no arm; expected NAME=FILE or NAME=FILE@MAPS.")]
    [InlineData("a=bicubic:0", "'a=bicubic:0' names no scale; expected bicubic:S with a whole S from 1 to 16.")]
    [InlineData("a=bicubic:many", "'a=bicubic:many' names no scale; expected bicubic:S with a whole S from 1 to 16.")]
    public void An_arm_that_is_none_is_wrong_use(string arm, string message)
    {
        Detsdk run = Detsdk.Run("study", "regions", arm, "--data", _folder.Path);

        Assert.Equal((ExitCode.Usage, [$"detsdk: {message}"]), (run.ExitCode, run.ErrorLines), Alike);
    }

    [Fact]
    public void What_a_network_cannot_be_told_is_wrong_use()
    {
        Write("dark light car", pictures: 1);

        AssertRefused($"'labels' has 3 classes (dark, light, car); '{_told}' expects 2 (dark, light).", $"a={_told}");
        AssertRefused($"'a={_plain}@labels' names maps, but '{_plain}' takes none.", $"a={_plain}@labels");
        AssertRefused(
            "The label map of one picture cannot be another's; shuffled expects at least 2.", $"a={_told}@shuffled");
        Detsdk edit = Detsdk.Run("study", "map-edit", _plain, "--data", _folder.Path);
        Assert.Equal(
            $"detsdk: '{_plain}' takes maps of 0 classes; the pictures have 3.", Assert.Single(edit.ErrorLines));
    }

    private void AssertRefused(string message, string arm)
    {
        Detsdk run = Detsdk.Run("study", "regions", arm, "--data", _folder.Path);
        Assert.Equal((ExitCode.Usage, [$"detsdk: {message}"]), (run.ExitCode, run.ErrorLines), Alike);
    }

    private static bool Alike((int Code, string[] Lines) left, (int Code, string[] Lines) right) =>
        left.Code == right.Code && left.Lines.SequenceEqual(right.Lines);

    private void Write(string classes, int pictures)
    {
        foreach (string old in (string[])["images", "labels"])
            if (Directory.Exists(_folder.File(old))) Directory.Delete(_folder.File(old), recursive: true);
        _folder.Write("classes.txt", string.Concat(classes.Split(' ').Index().Select(c => $"{c.Index} {c.Item}\n")));
        using Mat picture = new(64, 96, MatType.CV_8UC3, Scalar.All(90));
        using Mat labels = new(64, 96, MatType.CV_8UC1, Scalar.All(0));
        using (Mat right = labels.ColRange(48, 96)) right.SetTo(Scalar.All(1));
        for (int i = 0; i < pictures; i++)
        {
            _folder.Write($"images/test/{i}.png", picture.ToBytes(".png"));
            _folder.Write($"labels/test/{i}.png", labels.ToBytes(".png"));
        }
    }
}
