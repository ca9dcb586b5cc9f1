using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class TrainSuperResolutionCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_front_end_is_trained_on_scenes_measured_put_before_a_detector_and_resumed()
    {
        string run =
            _folder.File("run"), model = _folder.File("run/best.onnx"), scenes = _folder.File("run/scenes-10-96px-0");
        string[] train =
        [
            "train", "sr", "--data", "scenes:10", "--out", run, "--steps", "2", "--crop", "96", "--scale", "2",
            "--width", "0.125", "--depth", "2", "--batch", "2", "--threads", "1"
        ];
        Detsdk trained = Detsdk.Run(train);
        Assert.True(trained.ExitCode == ExitCode.Success, trained.Error);
        Assert.Contains("2/2  loss", trained.Output, StringComparison.Ordinal);

        string half = _folder.Write(
            "half.json", """{"effects": [{"type": "downsample", "scale": 2, "methods": ["antialiasedBicubic"]}]}""");
        Detsdk measured = Detsdk.Run("evaluate-restoration", model, "--data", scenes, "--degrade", half);
        Assert.Equal((ExitCode.Success, ""), (measured.ExitCode, measured.Error));
        Assert.Contains("images    2", measured.Output, StringComparison.Ordinal);
        // two steps from cubic enlarging with another kernel
        Assert.InRange(Decibels(measured.Output, "restored") - Decibels(measured.Output, "bicubic"), -1, 1);

        // The box 32 x 16 around the middle of 64 x 64 pixels, whatever the 96 x 96 were enlarged to before.
        string detector = _folder.Write(
            "model.onnx",
            OnnxStub.Constant(
                [1, 3, 64, 64], [1, 5, 1], [32, 32, 32, 16, 0.8f],
                new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));
        Detsdk detected = Detsdk.Run(
            "detect", Path.Combine(scenes, "images", "val"), "--model", detector, "--front-end", model, "--json", "-");
        Assert.Equal((ExitCode.Success, ""), (detected.ExitCode, detected.Error));
        JsonElement[] images = [.. JsonDocument.Parse(detected.Output).RootElement.EnumerateArray()];
        Assert.Equal(2, images.Length);
        Assert.All(
            images,
            image =>
                Assert.Equal(
                    [24, 36, 48, 24],
                    image.GetProperty("detections")[0]
                        .GetProperty("box").EnumerateArray().Select(edge => edge.GetDouble())));

        Assert.Contains(
            "already holds a training run", Assert.Single(Detsdk.Run(train).ErrorLines), StringComparison.Ordinal);
        byte[] before = File.ReadAllBytes(model);
        File.Delete(model);
        Detsdk resumed = Detsdk.Run("train", "sr", "--data", "scenes:10", "--out", run, "--resume");
        Assert.Equal(ExitCode.Success, resumed.ExitCode);
        Assert.Contains("at step 2", Assert.Single(resumed.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(model));
    }

    [Fact]
    public void A_run_is_resumed_without_naming_its_data_and_to_a_later_end()
    {
        string run = _folder.File("run");
        Detsdk begun = Detsdk.Run(
            "train", "sr", "--data", "scenes:10", "--out", run, "--steps", "2", "--crop", "96", "--scale", "2",
            "--width", "0.125", "--depth", "2", "--batch", "2", "--threads", "1");
        Assert.Equal(ExitCode.Success, begun.ExitCode);
        Assert.StartsWith("8 images to train on, 6 classes\n", begun.Output, StringComparison.Ordinal);
        Assert.Contains("1/2  loss", begun.Output, StringComparison.Ordinal);

        Detsdk longer = Detsdk.Run("train", "sr", "--out", run, "--resume", "--steps", "4", "--learning-rate", "1e-4");
        Assert.Equal(ExitCode.Success, longer.ExitCode);
        Assert.Contains("4/4  loss", longer.Output, StringComparison.Ordinal);

        Detsdk wider = Detsdk.Run("train", "sr", "--out", run, "--resume", "--width", "1");
        Assert.Equal(ExitCode.Failed, wider.ExitCode);
        Assert.Contains(
            "cannot be applied to a run that has begun", Assert.Single(wider.ErrorLines), StringComparison.Ordinal);

        File.Delete(Path.Combine(run, "data.json")); // as in a run of before
        Assert.Contains(
            "does not say where its data lies",
            Assert.Single(Detsdk.Run("train", "sr", "--out", run, "--resume").ErrorLines), StringComparison.Ordinal);
        Detsdk nothing = Detsdk.Run("train", "sr", "--out", _folder.File("new"));
        Assert.Equal(ExitCode.Usage, nothing.ExitCode);
        Assert.Contains("Option '--data' is required.", nothing.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("task-driven")]
    [InlineData("joint")]
    public void Photographs_without_boxes_are_refused_where_boxes_are_learned_from(string recipe)
    {
        Detsdk run = Detsdk.Run(
            "train", "sr", "--data", "d", "--photos", "p", "--recipe", recipe, "--detector", "r", "--out",
            _folder.File("o"));
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--photos have no boxes", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("o")));
    }

    [Fact]
    public void An_unknown_recipe_is_wrong_use()
    {
        Detsdk run = Detsdk.Run("train", "sr", "--data", "d", "--out", _folder.File("o"), "--recipe", "fast");
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains(
            "'fast' is unknown; expected fidelity, task-driven, feature-driven, joint, class-sr, sft, targeted.",
            run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--maps means nothing to --recipe fidelity.", "fidelity", "--maps", "shuffled")]
    [InlineData("--features means nothing to --recipe joint.", "joint", "--features", "m.onnx")]
    [InlineData("--branches means nothing to --recipe sft.", "sft", "--branches", "slimmable")]
    [InlineData("--photos means nothing to --recipe targeted.", "targeted", "--photos", "p")]
    [InlineData("--start means nothing to --recipe class-sr.", "class-sr", "--start", "r")]
    [InlineData("--width means nothing to --recipe class-sr.", "class-sr", "--width", "0.5")]
    public void An_option_of_other_recipes_is_wrong_use(string message, string recipe, string option, string value)
    {
        Detsdk run = Detsdk.Run(
            "train", "sr", "--data", "d", "--out", _folder.File("o"), "--recipe", recipe, option, value);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal($"detsdk: {message}", Assert.Single(run.ErrorLines));
        Assert.False(Directory.Exists(_folder.File("o")));
    }

    [Fact]
    public void Texture_is_compared_by_a_layer_of_ones_own_network_which_has_to_be_there()
    {
        string features = _folder.Write("features.onnx", SuperResolutionStub.Fixed(2));
        for (int i = 0; i < 2; i++)
        {
            using Mat picture = new(64, 64, MatType.CV_8UC3, Scalar.All(60 * i));
            Cv2.Circle(picture, new Point(30, 24), 12, Scalar.All(255), -1);
            _folder.Write($"photos/{i}.png", picture.ToBytes(".png"));
        }
        Detsdk trained = Train("blurred", "run");
        Assert.True(trained.ExitCode == ExitCode.Success, trained.Error);
        Assert.Matches(@"2/2  loss [\d.]+ \(image [\d.]+, edges [\d.]+, texture [\d.]+\)", trained.Output);

        Detsdk refused = Train("x", "other");
        Assert.Equal(ExitCode.Failed, refused.ExitCode);
        Assert.Equal(
            $"detsdk: '{features}' has no layer 'x'; its convolutions are blurred.", Assert.Single(refused.ErrorLines));
        Assert.False(File.Exists(_folder.File("other/options.json")));

        Detsdk Train(string layer, string run) => Detsdk.Run(
            "train", "sr", "--recipe", "targeted", "--bands", "gradients", "--data", _folder.File("photos"),
            "--features", features, "--layer", layer, "--steps", "2", "--crop", "32", "--scale", "2", "--width",
            "0.125", "--depth", "2", "--batch", "2", "--threads", "1", "--out", _folder.File(run));
    }

    [Fact]
    public void A_run_that_is_told_what_it_sees_is_resumed_without_naming_recipe_data_and_maps()
    {
        using Mat map = new(64, 64, MatType.CV_8UC1, Scalar.All(0));
        for (int i = 0; i < 2; i++)
        {
            using Mat picture = new(64, 64, MatType.CV_8UC3, Scalar.All(60 * i));
            Cv2.Circle(picture, new Point(30, 24), 12, Scalar.All(255), -1);
            _folder.Write($"set/images/train/{i}.png", picture.ToBytes(".png"));
            _folder.Write($"set/labels/train/{i}.png", map.ToBytes(".png"));
        }
        _folder.Write("set/classes.txt", "0 dark\n1 light\n");
        map.SetTo(Scalar.All(1));
        for (int i = 0; i < 2; i++) _folder.Write($"maps/{i}.png", map.ToBytes(".png"));
        string[] options =
        [
            "train", "sr", "--recipe", "sft", "--data", _folder.File("set"), "--maps", _folder.File("maps"), "--crop",
            "32", "--scale", "2", "--width", "0.125", "--depth", "2", "--batch", "2", "--threads", "1", "--steps",
        ];

        Assert.Equal(ExitCode.Success, Detsdk.Run([.. options, "2", "--out", _folder.File("run")]).ExitCode);
        Detsdk resumed = Detsdk.Run("train", "sr", "--out", _folder.File("run"), "--resume", "--steps", "4");

        Assert.True(resumed.ExitCode == ExitCode.Success, resumed.Error);
        Assert.Contains("4/4  loss", resumed.Output, StringComparison.Ordinal);
        Assert.Contains("maps\"", File.ReadAllText(_folder.File("run/data.json")), StringComparison.Ordinal);
        Directory.Delete(_folder.File("maps"), recursive: true);
        Detsdk gone = Detsdk.Run("train", "sr", "--out", _folder.File("run"), "--resume", "--steps", "5");
        Assert.Equal(
            $"detsdk: '{_folder.File("maps")}' does not exist; expected a folder of label maps, a segmenter or a "
            + "detector.",
            Assert.Single(gone.ErrorLines));

        Detsdk foreign = Detsdk.Run("train", "sr", "--out", _folder.File("run"), "--resume", "--start", "x");
        Assert.Equal("detsdk: --start means nothing to --recipe sft.", Assert.Single(foreign.ErrorLines));
    }

    [Theory]
    [InlineData(
        "--maps shuffled is for a network that is told what pictures show; expected --condition transform or input "
        + "with it.",
        "--maps", "shuffled")]
    [InlineData("--layer must be none where no features are compared; it is x.", "--layer", "x")]
    [InlineData("--layer must be the name of a layer where features are compared; it is none.", "--features", "m.onnx")]
    public void What_targeted_cannot_take_is_said_in_terms_of_its_options(string message, string option, string value)
    {
        using Mat picture = new(64, 64, MatType.CV_8UC3, Scalar.All(60));
        _folder.Write("photos/1.png", picture.ToBytes(".png"));
        Detsdk run = Detsdk.Run(
            "train", "sr", "--recipe", "targeted", "--bands", "gradients", "--data", _folder.File("photos"), "--out",
            _folder.File("run"), option, value);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Equal($"detsdk: {message}", Assert.Single(run.ErrorLines));
    }

    [Theory]
    [InlineData(
        "Example: detsdk train sr --data street --recipe task-driven --detector runs/street --start runs/fidelity "
        + "--crop 416 --learning-rate 2e-4 --out runs/sr",
        "train", "sr")]
    [InlineData("Example: detsdk evaluate-restoration sr.onnx --data set5 --degrade x4.json", "evaluate-restoration")]
    public void Help_shows_an_example(string example, params string[] verb) =>
        Assert.Contains(example, Detsdk.Run([.. verb, "--help"]).Output, StringComparison.Ordinal);

    private static double Decibels(string output, string name) =>
        double.Parse(Regex.Match(output, $@"{name} +([\d.]+) dB").Groups[1].Value, CultureInfo.InvariantCulture);
}
