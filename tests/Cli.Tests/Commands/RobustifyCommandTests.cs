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
        foreach (int place in (int[])[0, 1, 2]) _folder.Write($"photos/{place}.png", Picture(place).ToBytes());
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
    public void Clips_give_frames_that_differ_and_photographs_of_one_kind_are_warned_of()
    {
        string model = _folder.Write("model.onnx", OnnxStub.CellMeans(
            [1, 3, 128, 128], [32, 32, 16, 16, 0.3f], [0, 0, 0, 0, 0.4f], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
            metadata: new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        string clip = Directory.CreateDirectory(_folder.File("clips")).FullName + "/camera.avi";
        WriteClip(clip, [0, 0, 1, 1, 2]);
        _folder.Write("clips/broken.mp4", "no clip");
        string[] robustify =
        [
            "robustify", model, "--photos", Path.GetDirectoryName(clip)!, clip, "--out", _folder.File("run"),
            "--input-sizes", "128", "--batch", "2", "--threads", "1", "--frames-per-clip", "2",
        ];

        Detsdk trained = Detsdk.Run([.. robustify, "--steps", "2"]);
        Assert.Equal(ExitCode.Success, trained.ExitCode);
        Assert.Contains("4 images to train on", trained.Output, StringComparison.Ordinal);
        Assert.Contains("broken.mp4", Assert.Single(trained.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(
            ["camera.avi", "camera.avi-2"],
            Directory.GetDirectories(_folder.File("run/frames")).Select(Path.GetFileName).Order());
        File.Delete(clip);
        WriteClip(clip, [1, 2]);
        Detsdk resumed = Detsdk.Run([.. robustify, "--steps", "3", "--resume"]);
        Assert.Equal(ExitCode.Success, resumed.ExitCode);

        string still = _folder.File("still.avi");
        WriteClip(still, [1, 1, 1]);
        Detsdk warned = Detsdk.Run(
            "robustify", model, "--photos", still, still, "--out", _folder.File("other"), "--steps", "1", "--batch",
            "1", "--input-sizes", "128", "--threads", "1");
        Assert.Contains("all 3 frames look alike", warned.Error, StringComparison.Ordinal);
        Assert.Contains("show 1 scene", warned.Error, StringComparison.Ordinal);
    }

    private static Mat Picture(int place)
    {
        Mat picture = new(96, 128, MatType.CV_8UC3, new Scalar(30, 90, 200));
        Cv2.Rectangle(picture, new Rect(place * 40, 20, 40, 60), new Scalar(220, 240, 230), -1);
        return picture;
    }

    private static void WriteClip(string path, int[] places)
    {
        using VideoWriter writer = new(path, FourCC.MJPG, 10, new Size(128, 96));
        foreach (int place in places)
        {
            using Mat picture = Picture(place);
            writer.Write(picture);
        }
    }

    [Fact]
    public void Annotated_pictures_are_learned_from_and_measured_on_and_the_end_says_what_came_of_it()
    {
        string model = _folder.Write("model.onnx", OnnxStub.CellMeans(
            [1, 3, 128, 128], [32, 32, 16, 16, 0.3f], [0, 0, 0, 0, 0.4f], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
            metadata: new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        string data = _folder.File("data");
        _folder.Write("data/data.yaml", "train: images/train\nval: images/val\nnames: [thing]\n");
        foreach (string name in (string[])["train/0", "train/1", "val/2"])
        {
            _folder.Write($"data/images/{name}.png", Picture(name[^1] - '0').ToBytes());
            _folder.Write($"data/labels/{name}.txt", "0 0.5 0.5 0.3 0.6\n");
        }
        Detsdk trained = Detsdk.Run(
            "robustify", model, "--labels", data, "--labels-only", "--val", data, "--real", data, "--out",
            _folder.File("run"), "--input-sizes", "128", "--batch", "2", "--threads", "1", "--steps", "2",
            "--clean-share", "1", "--answer-weight", "0.3", "--mosaic-share", "0.5");
        Assert.Equal((ExitCode.Success, ""), (trained.ExitCode, trained.Error));
        Assert.Contains("2 images to train on, 1 to validate on, 1 classes", trained.Output, StringComparison.Ordinal);
        Assert.Contains("Measured on 1 annotated pictures: ", trained.Output, StringComparison.Ordinal);
        string options = File.ReadAllText(_folder.File("run/options.json"));
        Assert.Matches("\"answerWeight\": 0\\.3\\b", options);
        Assert.Matches("\"mosaicShare\": 0\\.5\\b", options);
        Detsdk mean = Detsdk.Run(
            "export", _folder.File("run"), model, "--out", _folder.File("mean.onnx"), "--fixed-size");
        Assert.Equal((ExitCode.Success, ""), (mean.ExitCode, mean.Error));
        Detsdk noRun = Detsdk.Run("export", _folder.File("run"), data, "--out", _folder.File("none.onnx"));
        Assert.Equal(ExitCode.Usage, noRun.ExitCode);
        Assert.StartsWith(
            $"detsdk: '{data}' is no run of robustify", Assert.Single(noRun.ErrorLines), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.File("none.onnx")));
        Detsdk negative = Detsdk.Run(
            "robustify", model, "--labels", data, "--out", _folder.File("other"), "--answer-weight", "-1");
        Assert.Equal(ExitCode.Usage, negative.ExitCode);
        Assert.Contains(
            "--answer-weight must be at least 0", Assert.Single(negative.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_is_one_line()
    {
        string photos = Directory.CreateDirectory(_folder.File("photos")).FullName;
        Detsdk empty = Detsdk.Run(
            "robustify", _folder.File("m.onnx"), "--photos", photos, "--out", _folder.File("run"));
        Assert.Equal(ExitCode.Failed, empty.ExitCode);
        Assert.Contains(photos, Assert.Single(empty.ErrorLines), StringComparison.Ordinal);

        string text = _folder.Write("notes.txt", "no clip");
        Detsdk neither = Detsdk.Run(
            "robustify", _folder.File("m.onnx"), "--photos", text, "--out", _folder.File("run"));
        Assert.Contains("neither a folder nor a clip", Assert.Single(neither.ErrorLines), StringComparison.Ordinal);
        Detsdk none = Detsdk.Run(
            "robustify", _folder.File("m.onnx"), "--photos", photos, "--out", _folder.File("run"), "--frames-per-clip",
            "0");
        Assert.Equal(ExitCode.Usage, none.ExitCode);
        Detsdk nothing = Detsdk.Run("robustify", _folder.File("m.onnx"), "--out", _folder.File("run"));
        Assert.Contains(
            "There is nothing to learn from; expected --photos or --labels.", nothing.Error, StringComparison.Ordinal);
    }
}
