using System.Text.Json;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class DetectCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public DetectCommandTests()
    {
        Dictionary<string, string> metadata = new() { ["names"] = "{0: 'dark', 1: 'light'}" };
        _model = _folder.Write(
            "model.onnx",
            OnnxStub.Constant(
                [1, 3, 64, 64], [1, 6, 2], [16, 40, 24, 32, 8, 16, 8, 16, 0.9f, 0.1f, 0.2f, 0.8f], metadata));
        using Mat image = new(64, 128, MatType.CV_8UC3, Scalar.All(90));
        _folder.Write("photos/a.png", image.ToBytes(".png"));
        _folder.Write("photos/deep/a.png", image.ToBytes(".png"));
        _folder.Write("photos/readme.txt", "no picture");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_gives_pictures_and_json()
    {
        Detsdk run = Detsdk.Run(
            "detect", _folder.File("photos"), "--model", _model, "--out", _folder.File("out"), "--json",
            _folder.File("out/found.json"));

        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("2 images: 2 dark, 2 light\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["a-2.png", "a.png", "found.json"],
            Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName).Order());
        JsonElement found = JsonDocument.Parse(File.ReadAllText(_folder.File("out/found.json"))).RootElement;
        Assert.Equal(2, found.GetArrayLength());
        JsonElement first = found[0];
        Assert.Equal(
            (_folder.File("photos/a.png"), 128, 64),
            (
                first.GetProperty("image").GetString(), first.GetProperty("width").GetInt32(),
                first.GetProperty("height").GetInt32()));
        JsonElement best = first.GetProperty("detections")[0];
        Assert.Equal(
            ("dark", 0, 0.9f),
            (
                best.GetProperty("class").GetString(), best.GetProperty("classId").GetInt32(),
                best.GetProperty("score").GetSingle()));
        Assert.Equal([24, 8, 16, 16], best.GetProperty("box").EnumerateArray().Select(e => e.GetDouble()));
    }

    [Theory]
    [InlineData("rtsp://user:word@camera/stream", "'rtsp://camera/stream' is an address")]
    [InlineData("clip.mp4", "is a clip")]
    public void Clips_and_cameras_are_pointed_to_the_verb_that_follows_them(string input, string message)
    {
        _folder.Write("clip.mp4", "no video");
        Detsdk run = Detsdk.Run(
            "detect", input == "clip.mp4" ? _folder.File(input) : input, "--model", _model);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        string line = Assert.Single(run.ErrorLines);
        Assert.Contains(message, line, StringComparison.Ordinal);
        Assert.EndsWith(
            "; expected images. Clips and cameras are for the verb watch.", line, StringComparison.Ordinal);
    }

    // Rows of boxes that only --family says are finished, of classes that only a file names.
    [Fact]
    public void Family_and_class_names_say_what_the_model_does_not()
    {
        string model = _folder.Write(
            "bare.onnx",
            OnnxStub.Constant([1, 3, 64, 64], [1, 84, 6], [16, 20, 32, 28, 0.75f, 0, .. new float[83 * 6]]));
        string names = _folder.Write("names.txt", "lamp\n\n");
        string[] detect = ["detect", _folder.File("photos/a.png"), "--model", model, "--class-names", names];
        Detsdk undecided = Detsdk.Run(detect);
        Assert.Contains(
            "may be of the family Ultralytics or YOLOX: ", Assert.Single(undecided.ErrorLines),
            StringComparison.Ordinal);
        Detsdk run = Detsdk.Run([.. detect, "--family", "ultralytics"]);
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("1 lamp", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            "YOLOX", Detsdk.Run("info", model, "--family", "YOLOX", "--class-names", names).Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_family_is_answered_with_those_that_there_are()
    {
        Detsdk run = Detsdk.Run("detect", _folder.File("photos/a.png"), "--family", "yolo");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(
            "--family is 'yolo'; expected one of Ultralytics, Ultralytics-RT-DETR, YOLOv5, ", run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Json_on_stdout_is_all_that_stdout_holds()
    {
        Detsdk run = Detsdk.Run("detect", _folder.File("photos/*.png"), "--model", _model, "--json", "-");
        Assert.Equal(1, JsonDocument.Parse(run.Output).RootElement.GetArrayLength());
    }

    [Fact]
    public void The_confidence_is_used()
    {
        Detsdk run = Detsdk.Run("detect", _folder.File("photos/a.png"), "--model", _model, "--confidence", "0.85");
        Assert.Contains("1 dark", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("light", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Failures_are_reported_in_a_line_each_and_the_rest_is_done()
    {
        string broken = _folder.Write("broken.jpg", "text");
        Detsdk run = Detsdk.Run(
            "detect", broken, _folder.File("none.png"), _folder.File("photos/a.png"), "--model", _model, "--out",
            _folder.File("out"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(2, run.ErrorLines.Length);
        Assert.Contains(broken, run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Contains("none.png", run.ErrorLines[1], StringComparison.Ordinal);
        Assert.Equal(["a.png"], Directory.GetFiles(_folder.File("out")).Select(Path.GetFileName));
    }

    [Fact]
    public void Pictures_replace_no_input()
    {
        string photo = _folder.File("photos/a.png");
        byte[] before = File.ReadAllBytes(photo);
        Detsdk run = Detsdk.Run("detect", photo, "--model", _model, "--out", _folder.File("photos"));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("would replace an input", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(photo));
    }

    [Fact]
    public void Ctrl_C_stops_between_two_images()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with the command kill.");
        byte[] image = File.ReadAllBytes(_folder.File("photos/a.png"));
        for (int i = 0; i < 3000; i++) _folder.Write($"many/{i:0000}.png", image);

        Detsdk run = Detsdk.RunUntilThereIs(
            _folder.File("out/0000.png"), "detect", _folder.File("many"), "--model", _model, "--out",
            _folder.File("out"));

        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal("detsdk: stopped.", run.ErrorLines[^1]);
        Assert.InRange(Directory.GetFiles(_folder.File("out"), "*.png").Length, 1, 2999);
        Assert.Empty(Directory.GetFiles(_folder.File("out"), "*.tmp"));
    }

    public static TheoryData<string[], string> WrongUse => new()
    {
        { ["detect"], "INPUT is missing" },
        { ["detect", "a.png", "--model", "m", "--colour", "red"], "--colour" },
        { ["detect", "a.png", "--model", "m", "--confidence", "2"], "--confidence is 2; expected 0 to 1" },
        { ["detect", "a.png", "--model", "m", "--confidence", "much"], "much" },
        { ["detect", "a.png", "--model", "m", "--device", "gpu"], "--device is 'gpu'" },
        {
            ["detect", "a.png", "--model", "m", "--front-end", "bicubic:99"],
            "--front-end is 'bicubic:99'; expected bicubic:S with a scale of 1 to 16"
        },
        { ["detect", "a.png", "--front-end", "bicubic"], "--front-end is 'bicubic'; expected bicubic:S with a scale" },
        { ["detect", "a.png", "--model", "m", "--gate", "g.json"], "--gate goes with --front-end" },
        { ["detect", "a.png", "--model", "m", "--budget", "0.5"], "--budget goes with --front-end" },
        {
            ["enhance", "a.png", "--model", "bicubic:2", "--out", "o", "--tile", "7"],
            "--tile is 7; expected 0, or at least 16"
        },
        { ["enhance", "a.png", "--out", "o"], "--model" },
        { ["fly"], "fly" },
        { [], "a verb is missing" },
    };

    [Theory]
    [MemberData(nameof(WrongUse))]
    public void Wrong_use_exits_with_2_and_says_why(string[] arguments, string reason)
    {
        Detsdk run = Detsdk.Run(arguments);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Matches(reason, run.Error);
        Assert.Equal("", run.Output);
    }

    [Theory]
    [InlineData("none.onnx", "does not exist")]
    [InlineData("photos/readme.txt", "no ONNX model")]
    public void A_model_that_does_not_open_is_named(string model, string reason)
    {
        Detsdk run = Detsdk.Run("detect", _folder.File("photos"), "--model", _folder.File(model));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(_folder.File(model), Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_front_end_leaves_boxes_in_the_pixels_of_the_image()
    {
        string resolver = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));
        foreach (string frontEnd in (string[])["bicubic:2.5", resolver])
        {
            Detsdk run = Detsdk.Run(
                "detect", _folder.File("photos/a.png"), "--model", _model, "--front-end", frontEnd, "--json", "-");
            Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
            JsonElement found = JsonDocument.Parse(run.Output).RootElement[0];
            Assert.Equal((128, 64), (found.GetProperty("width").GetInt32(), found.GetProperty("height").GetInt32()));
            Assert.Equal(
                [24, 8, 16, 16],
                found.GetProperty("detections")[0].GetProperty("box").EnumerateArray().Select(e => e.GetDouble()));
        }
    }

    [Fact]
    public void A_detector_is_no_front_end_and_a_front_end_no_detector()
    {
        string resolver = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));
        Assert.Contains(
            "is a detector, no front-end",
            Detsdk.Run("detect", _folder.File("photos/a.png"), "--model", _model, "--front-end", _model).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "is a super-resolution front-end",
            Detsdk.Run("detect", _folder.File("photos/a.png"), "--model", resolver).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_describes_a_front_end()
    {
        Detsdk run = Detsdk.Run("info", _folder.Write("sr.onnx", SuperResolutionStub.Any()));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        Assert.Contains("super-resolution, a front-end for detectors", run.Output, StringComparison.Ordinal);
        Assert.Contains("any, up to 4", run.Output, StringComparison.Ordinal);
        Assert.Contains("fidelity", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Info_lists_classes_and_metadata()
    {
        Detsdk run = Detsdk.Run("info", _model);
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains("2: dark, light", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 x 3 x 64 x 64, float32", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("info")]
    [InlineData("detect")]
    [InlineData("evaluate")]
    [InlineData("score")]
    [InlineData("enhance")]
    [InlineData("gate")]
    public void Help_shows_an_example(string verb)
    {
        Detsdk run = Detsdk.Run(verb, "--help");
        Assert.Equal(ExitCode.Success, run.ExitCode);
        Assert.Contains($"Example: detsdk {verb} ", run.Output, StringComparison.Ordinal);
    }
}
