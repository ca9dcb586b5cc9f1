using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class EnhanceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public EnhanceCommandTests()
    {
        _model = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2, blur: false));
        using Mat image = new(30, 41, MatType.CV_8UC3, new Scalar(30, 90, 200));
        Cv2.Circle(image, new Point(20, 15), 8, Scalar.White, -1);
        _folder.Write("in/a.png", image.ToBytes(".png"));
        _folder.Write("in/sub/b.bmp", image.ToBytes(".bmp"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_is_enlarged_in_its_own_shape()
    {
        Detsdk run = Detsdk.Run(
            "enhance", _folder.File("in"), "--model", _model, "--out", _folder.File("out"), "--tile", "16");
        Assert.Equal((ExitCode.Success, "", "2 images"), (run.ExitCode, run.Error, run.Output.Trim()));
        using Mat image = ImageFile.Read(_folder.File("in/a.png")), expected = new();
        Cv2.Resize(image, expected, new Size(82, 60), 0, 0, InterpolationFlags.Nearest);
        foreach (string name in (string[])["a.png", "sub/b.png"])
        {
            using Mat enlarged = ImageFile.Read(_folder.File("out/" + name));
            Assert.Equal(0, Cv2.Norm(expected, enlarged, NormTypes.INF));
        }
    }

    [Fact]
    public void Three_shards_give_what_one_run_gives_and_a_shard_beyond_the_last_is_refused()
    {
        string[] enhance = ["enhance", _folder.File("in"), "--model", _model, "--out"];
        Detsdk.Run([.. enhance, _folder.File("one")]);
        foreach ((string shard, string said) in new[] { ("1/3", "1 images"), ("2/3", "1 images"), ("3/3", "0 images") })
            Assert.Equal(
                (ExitCode.Success, said),
                Detsdk.Run([.. enhance, _folder.File("three"), "--shard", shard]) is var run
                    ? (run.ExitCode, run.Output.Trim()) : default);
        foreach (string name in (string[])["a.png", "sub/b.png"])
            Assert.Equal(
                File.ReadAllBytes(_folder.File("one/" + name)), File.ReadAllBytes(_folder.File("three/" + name)));

        Detsdk beyond = Detsdk.Run([.. enhance, "out", "--shard", "8/7"]);
        Assert.Equal(ExitCode.Usage, beyond.ExitCode);
        Assert.Equal(
            "detsdk: --shard is 8/7; expected K/N with K from 1 to N, such as 2/7.", Assert.Single(beyond.ErrorLines));
    }

    [Fact]
    public void Files_that_differ_in_their_ending_alone_stay_two()
    {
        using Mat other = new(10, 12, MatType.CV_8UC3, Scalar.All(7));
        _folder.Write("in/a.bmp", other.ToBytes(".bmp"));
        Detsdk run = Detsdk.Run("enhance", _folder.File("in"), "--model", "bicubic:2", "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Success, "3 images"), (run.ExitCode, run.Output.Trim()));
        int[] widths =
        [
            .. ((string[])["out/a.png", "out/a-2.png"])
                .Select(name => { using Mat image = ImageFile.Read(_folder.File(name)); return image.Width; }).Order()
        ];
        Assert.Equal([24, 82], widths);
    }

    [Fact]
    public void The_input_is_never_overwritten_and_failures_are_named()
    {
        byte[] before = File.ReadAllBytes(_folder.File("in/a.png"));
        _folder.Write("in/broken.png", "text");
        Detsdk run = Detsdk.Run("enhance", _folder.File("in"), "--model", "bicubic:2", "--out", _folder.File("in"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("in/a.png")));
        Assert.Contains("is the input itself", run.ErrorLines[0], StringComparison.Ordinal);
        Assert.Equal(2, run.ErrorLines[1].Split("broken.png").Length);
        Assert.True(File.Exists(_folder.File("in/sub/b.png")));
    }

    [Fact]
    public void The_output_of_another_replaces_no_input()
    {
        string png = _folder.File("in/a.png");
        byte[] before = File.ReadAllBytes(png);
        File.Copy(png, _folder.File("in/a.bmp"));
        Detsdk run = Detsdk.Run(
            "enhance", _folder.File("in/a.bmp"), png, "--model", "bicubic:2", "--out", _folder.File("in"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains("is another input", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(png));
    }

    [Fact]
    public void The_scale_of_a_model_of_any_scale_can_be_chosen()
    {
        string any = _folder.Write("any.onnx", SuperResolutionStub.Any());
        foreach ((string[] scale, Size expected) in
            ((string[], Size)[])[([], new Size(164, 120)), (["--scale", "1.6"], new Size(66, 48))])
        {
            Detsdk run = Detsdk.Run(
                ["enhance", _folder.File("in/a.png"), "--model", any, "--out", _folder.File("out"), .. scale]);
            Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
            using Mat enlarged = ImageFile.Read(_folder.File("out/a.png"));
            Assert.Equal(expected, enlarged.Size());
        }
        AssertRefused(any, "5", $"--scale is 5; '{any}' enlarges by 1 to 4.");
        AssertRefused(_model, "1.5", $"--scale is for models of any scale; '{_model}' enlarges by 2.");
        AssertRefused("bicubic:2", "1.5", "--scale is for models of any scale; give 'bicubic:2' its own as bicubic:S.");
    }

    [Fact]
    public void Transparency_is_kept_and_enlarged_beside_the_colours()
    {
        using Mat image = new(10, 12, MatType.CV_8UC4, new Scalar(30, 90, 200, 255)), alpha = new(), expected = new();
        using (Mat half = image.ColRange(0, 6)) half.SetTo(new Scalar(30, 90, 200, 0));
        string input = _folder.Write("transparent.png", image.ToBytes(".png"));
        Detsdk run = Detsdk.Run("enhance", input, "--model", _model, "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));

        using Mat enlarged = Cv2.ImRead(_folder.File("out/transparent.png"), ImreadModes.Unchanged);
        Assert.Equal((MatType.CV_8UC4, new Size(24, 20)), (enlarged.Type(), enlarged.Size()));
        Assert.Equal(
            (new Vec4b(30, 90, 200, 0), new Vec4b(30, 90, 200, 255)),
            (enlarged.At<Vec4b>(5, 2), enlarged.At<Vec4b>(5, 21)));
        Cv2.ExtractChannel(image, alpha, 3);
        Cv2.Resize(alpha, expected, new Size(24, 20), 0, 0, InterpolationFlags.Cubic);
        Cv2.ExtractChannel(enlarged, alpha, 3);
        Assert.Equal(0, Cv2.Norm(expected, alpha, NormTypes.INF));
    }

    [Fact]
    public void A_bundle_keeps_to_a_budget_shows_its_choices_and_says_what_it_spent()
    {
        string bundle = WriteRouted();
        string[] enhance =
        [
            "enhance", _folder.File("in/a.png"), "--model", bundle, "--out", _folder.File("out"), "--map",
            _folder.File("maps")
        ];
        // Tiles of 32 pixels 24 apart: two of 41 columns. Within the budget one of them can go to the costlier part.
        Detsdk run = Detsdk.Run([.. enhance, "--budget", "0.7"]);
        Assert.Equal(
            (ExitCode.Success, "1 images\nplain 50 %, negative 50 % of the tiles\n"
                + "62.5 % of what the costliest part alone would cost in the same tiles", ""),
            (run.ExitCode, run.Output.Trim().ReplaceLineEndings("\n"), run.Error));
        using Mat map = ImageFile.Read(_folder.File("maps/a.png"));
        Assert.Equal(new Size(41, 30), map.Size());

        using Mat large = new(150, 200, MatType.CV_8UC3, Scalar.All(50));
        Detsdk all = Detsdk.Run(
            "enhance", _folder.Write("large.png", large.ToBytes(".png")), "--model", bundle, "--out",
            _folder.File("out"), "--budget", "0.3");
        Assert.Equal(
            "detsdk: more than 90 % of the tiles go to 'plain': the router hardly chooses on these images.",
            Assert.Single(all.ErrorLines));
    }

    [Theory]
    [InlineData("0.2", "--budget is 0.2; 'BUNDLE' takes 0.250, its cheapest part everywhere, to 1.")]
    [InlineData("1.5", "--budget is 1.5; 'BUNDLE' takes 0.250, its cheapest part everywhere, to 1.")]
    public void A_budget_out_of_range_is_wrong_use(string budget, string message)
    {
        string bundle = WriteRouted();
        AssertWrong(
            ["--model", bundle, "--budget", budget], message.Replace("BUNDLE", bundle, StringComparison.Ordinal));
    }

    [Fact]
    public void What_chooses_nothing_has_neither_budget_nor_map()
    {
        AssertWrong(
            ["--model", _model, "--budget", "0.5"],
            $"--budget is for bundles whose router keeps to one; '{_model}' has none.");
        AssertWrong(
            ["--model", "bicubic:2", "--map", _folder.File("maps")],
            "--map is for bundles with a router, without --gate; this one chooses nothing.");
        AssertWrong([], "Option '--model' is required.");
    }

    // Grey 90, twice as large and 51 levels lighter where the map says the second class.
    [Fact]
    public void A_network_is_told_what_pictures_show_by_a_folder_or_by_a_segmenter()
    {
        string told = _folder.Write("told.onnx", SuperResolutionStub.Told(2));
        string segmenter = _folder.Write("segmenter.onnx", SegmenterStub.Make()); // what is not red is of the second
        using Mat picture = new(20, 30, MatType.CV_8UC3, Scalar.All(90)), map = new(40, 60, MatType.CV_8UC1);
        map.SetTo(Scalar.All(0));
        using (Mat right = map.ColRange(30, 60)) right.SetTo(Scalar.All(1));
        _folder.Write("maps/grey.png", map.ToBytes(".png"));
        _folder.Write("grey/grey.png", picture.ToBytes(".png"));

        foreach ((string maps, int left) in (ReadOnlySpan<(string, int)>)[(_folder.File("maps"), 90), (segmenter, 141)])
        {
            Detsdk run = Detsdk.Run(
                "enhance", _folder.File("grey"), "--model", told, "--maps", maps, "--out", _folder.File("out"));
            Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
            using Mat enlarged = Cv2.ImRead(_folder.File("out/grey.png"));
            Assert.Equal(new Size(60, 40), enlarged.Size());
            Assert.Equal((left, 141), (enlarged.At<Vec3b>(20, 5).Item1, enlarged.At<Vec3b>(20, 55).Item1));
        }
    }

    [Fact]
    public void Maps_that_do_not_fit_and_maps_for_who_takes_none_are_refused()
    {
        string told = _folder.Write("told.onnx", SuperResolutionStub.Told(2));
        using Mat picture = new(20, 30, MatType.CV_8UC3, Scalar.All(90)), small = new(20, 30, MatType.CV_8UC1);
        using Mat beyond = new(40, 60, MatType.CV_8UC1, Scalar.All(7));
        small.SetTo(Scalar.All(0));
        string grey = _folder.Write("grey/grey.png", picture.ToBytes(".png"));
        string[] folders = [_folder.File("small"), _folder.File("beyond")];
        _folder.Write("small/grey.png", small.ToBytes(".png"));
        _folder.Write("beyond/grey.png", beyond.ToBytes(".png"));

        Assert.Equal(
            $"detsdk: {folders[0]}/grey.png: the label map is 30 x 20 pixels; expected 60 x 40, the size of the "
            + "enlarged picture.",
            Failed(folders[0]));
        Assert.Equal(
            $"detsdk: {folders[1]}/grey.png: the label map holds the value 7; expected 0 to 1, or 2 for void.",
            Failed(folders[1]));
        Assert.Equal($"detsdk: {_folder.Path}/grey.png: label map not found.", Failed(_folder.Path));
        AssertWrong(
            ["--model", told],
            $"'{told}' must be told what pictures show: --maps is missing, with the classes dark, light.");
        AssertWrong(
            ["--model", _model, "--maps", folders[0]],
            "--maps is for models that take label maps; this one takes none.");

        string Failed(string maps)
        {
            Detsdk run = Detsdk.Run(
                "enhance", grey, "--model", told, "--maps", maps, "--out", _folder.File("out"));
            Assert.Equal(ExitCode.Failed, run.ExitCode);
            Assert.False(File.Exists(_folder.File("out/grey.png")));
            return Assert.Single(run.ErrorLines);
        }
    }

    [Fact]
    public void A_bundle_is_enlarged_with_described_and_put_before_a_detector()
    {
        string bundle = _folder.File("bundle.zip"), negative = _folder.Write("b.onnx", SuperResolutionStub.Negative(2));
        FrontEndBundle.Write(
            bundle,
            [new BundlePart(_model, "plain", Cost: 1.5), new BundlePart(negative, "negative")],
            new VarianceRouter([9.5]));
        _folder.Write("detector.onnx", OnnxStub.Constant(
            [1, 3, 32, 32], [1, 5, 1], [16, 16, 32, 32, 0.9f],
            new Dictionary<string, string> { ["names"] = "{0: 'thing'}" }));

        // The circle is busy: the picture, one tile, goes to the negative.
        Detsdk run = Detsdk.Run("enhance", _folder.File("in/a.png"), "--model", bundle, "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        using Mat enlarged = ImageFile.Read(_folder.File("out/a.png"));
        Assert.Equal(new Vec3b(225, 165, 55), enlarged.At<Vec3b>(0, 0));

        string info = Detsdk.Run("info", bundle).Output;
        Assert.Contains("plain (plain.onnx), 1.5 multiply-adds per input pixel", info, StringComparison.Ordinal);
        Assert.Contains("negative (negative.onnx)", info, StringComparison.Ordinal);
        Assert.Contains("variance of the luma: 9.5", info, StringComparison.Ordinal);

        Detsdk detected = Detsdk.Run(
            "detect", _folder.File("in/a.png"), "--model", _folder.File("detector.onnx"), "--front-end", bundle);
        Assert.Equal((ExitCode.Success, ""), (detected.ExitCode, detected.Error));
    }

    [Fact]
    public void The_frames_of_a_clip_choose_their_part()
    {
        string bundle = _folder.File("clip.zip"), negative = _folder.Write("b.onnx", SuperResolutionStub.Negative(2));
        FrontEndBundle.Write(
            bundle, [new BundlePart(_model, "start", 0, 0), new BundlePart(negative, "rest", FirstFrame: 1)]);
        WriteClip(_folder.File("clip.avi"), frames: 3, new Scalar(30, 90, 200));

        Detsdk run = Detsdk.Run("enhance", _folder.File("clip.avi"), "--model", bundle, "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Success, "", "3 frames, 64 x 48"), (run.ExitCode, run.Error, run.Output.Trim()));
        using VideoCapture capture = new(_folder.File("out/clip.avi"), VideoCaptureAPIs.FFMPEG);
        using Mat frame = new();
        List<int> reds = [];
        while (capture.Read(frame)) reds.Add(frame.At<Vec3b>(9, 9).Item2);
        // FFV1 keeps luma and chroma, to two levels.
        Assert.All(reds.Zip([200, 55, 55]), pair => Assert.InRange(pair.First, pair.Second - 2, pair.Second + 2));
        Assert.Equal(3, reds.Count);

        Detsdk photograph = Detsdk.Run(
            "enhance", _folder.File("in/a.png"), "--model", bundle, "--out", _folder.File("out"));
        Assert.Equal(ExitCode.Failed, photograph.ExitCode);
        Assert.Contains("has no part for an image that is no frame", photograph.Error, StringComparison.Ordinal);
    }

    private static void WriteClip(string path, int frames, Scalar colour)
    {
        using VideoWriter writer = new(path, VideoCaptureAPIs.FFMPEG, FourCC.FromString("FFV1"), 10, new Size(32, 24));
        using Mat frame = new(24, 32, MatType.CV_8UC3, colour);
        for (int i = 0; i < frames; i++) writer.Write(frame);
    }

    private void AssertRefused(string model, string scale, string reason)
    {
        Detsdk run = Detsdk.Run(
            "enhance", _folder.File("in"), "--model", model, "--out", _folder.File("refused"), "--scale", scale);
        Assert.Equal((ExitCode.Usage, $"detsdk: {reason}"), (run.ExitCode, Assert.Single(run.ErrorLines)));
        Assert.False(Directory.Exists(_folder.File("refused")));
    }

    [Fact]
    public void A_clip_is_enlarged_frame_by_frame()
    {
        string clip = _folder.File("clip.avi");
        WriteClip(clip, frames: 3, new Scalar(10, 200, 100));

        Detsdk run = Detsdk.Run("enhance", clip, "--model", "bicubic:1.6", "--out", _folder.File("out"));
        // 51 x 38, of which the odd column goes.
        Assert.Equal((ExitCode.Success, "", "3 frames, 50 x 38"), (run.ExitCode, run.Error, run.Output.Trim()));
        using VideoCapture capture = new(_folder.File("out/clip.avi"), VideoCaptureAPIs.FFMPEG);
        Assert.Equal((50, 38), (capture.FrameWidth, capture.FrameHeight));

        Detsdk gated = Detsdk.Run(
            "enhance", clip, "--model", "bicubic:2", "--gate", WriteGate(), "--out", _folder.File("out"));
        Assert.Contains("--gate is for images", Assert.Single(gated.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_gate_lets_good_images_pass()
    {
        Detsdk run = Detsdk.Run(
            "enhance", _folder.File("in/a.png"), "--model", _model, "--gate", WriteGate(), "--out",
            _folder.File("out"));
        Assert.Equal((ExitCode.Success, ""), (run.ExitCode, run.Error));
        using Mat image = ImageFile.Read(_folder.File("out/a.png"));
        Assert.Equal(new Size(41, 30), image.Size());
    }

    private string WriteGate()
    {
        string path = _folder.File("gate.json");
        new QualityGate(QualityFeature.Side, 10, EnhancesAbove: false).Save(path);
        return path;
    }

    private void AssertWrong(string[] arguments, string message)
    {
        Detsdk run = Detsdk.Run(["enhance", _folder.File("in/a.png"), "--out", _folder.File("out"), .. arguments]);
        Assert.Equal((ExitCode.Usage, $"detsdk: {message}"), (run.ExitCode, Assert.Single(run.ErrorLines)));
    }

    /// <summary>Two parts, of which the second costs four times as much and is taken to be better everywhere.</summary>
    private string WriteRouted()
    {
        string bundle = _folder.File("routed.zip"), negative = _folder.Write("n.onnx", SuperResolutionStub.Negative(2));
        using EdgeRouter router = new([0, 100], [[20, 10], [40, 10]]);
        FrontEndBundle.Write(
            bundle, [new BundlePart(_model, "plain", Cost: 10), new BundlePart(negative, "negative", Cost: 40)], router,
            overlap: 0, tileSize: 32);
        return bundle;
    }
}
