using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests.Commands;

/// <summary>A run says itself what it is of: <c>--out RUN --resume</c> is all that has to be said.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Side = 64;

    private readonly TemporaryFolder _folder = new();
    private readonly string _set, _run;

    /// <summary>Stripes of two pixels, red and black, with a class for every pixel.</summary>
    public ResumeTests()
    {
        (_set, _run) = (_folder.File("set"), _folder.File("run"));
        using Mat picture = new(Side, Side, MatType.CV_8UC3, Scalar.Black), map = new(
            Side, Side, MatType.CV_8UC1, Scalar.All(1));
        for (int x = 0; x < Side; x += 4)
        {
            using Mat stripe = picture.ColRange(x, x + 2), classes = map.ColRange(x, x + 2);
            stripe.SetTo(new Scalar(0, 0, 255));
            classes.SetTo(Scalar.All(0));
        }
        for (int i = 0; i < 2; i++)
        {
            _folder.Write($"set/images/train/{i}.png", picture.ToBytes(".png"));
            _folder.Write($"set/labels/train/{i}.png", map.ToBytes(".png"));
        }
        _folder.Write("set/classes.txt", "0 red\n1 rest\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("sr", "--recipe targeted --bands gradients --scale 2 --width 0.125 --depth 2")]
    [InlineData("sr", "--recipe sft --maps shuffled --scale 2 --width 0.125 --depth 2")]
    [InlineData("feedback", "--things red --scale 2 --width 0.125 --depth 2 --feedback-steps 2")]
    [InlineData("segment", "--width 0.125")]
    public void A_training_on_label_maps_goes_on(string verb, string options) => GoesOn(verb, options, _set);

    [Theory]
    [InlineData("sr", "--recipe class-sr --widths 0.125 0.25 --scale 2 --depth 2")]
    [InlineData("restore", "--width 0.125 --depth 2 --learning none")]
    public void A_training_on_photographs_goes_on(string verb, string options) =>
        GoesOn(verb, options, Path.Combine(_set, "images", "train"));

    [Fact]
    [Trait("Category", "Slow")]
    public void A_training_that_serves_a_detector_goes_on_and_so_does_that_of_the_detector()
    {
        string detector = _folder.File("detector");
        Train("train aeris --width 0.25 --start none --last-stage 48 --crop 64 --hold-out 0.5", "scenes:8", detector);
        Resume("aeris", detector);
        Train($"train sr --recipe task-driven --scale 2 --width 0.125 --depth 2 --crop 64 --detector {detector}",
            "scenes:8", _run);
        Resume("sr", _run);
    }

    // Shrunk by two the stripes stay, by four there is none.
    [Fact]
    public void What_a_model_says_of_pictures_is_asked_again_at_the_scale_of_the_run()
    {
        string segmenter = _folder.Write("segmenter.onnx", SegmenterStub.Make());
        Train(
            $"train sr --recipe sft --maps {segmenter} --scale 2 --width 0.125 --depth 2 --crop 64", _set, _run);
        string map = Path.Combine(_run, "maps", "0.png");
        byte[] before = File.ReadAllBytes(map);
        using (Mat stripes = Cv2.ImRead(map, ImreadModes.Unchanged))
            Assert.Equal((0, 1), (stripes.At<byte>(9, 1), stripes.At<byte>(9, 3)));

        File.Delete(map);
        Resume("sr", _run);
        Assert.Equal(before, File.ReadAllBytes(map));
    }

    private void GoesOn(string verb, string options, string data)
    {
        Train($"train {verb} --crop 64 {options}", data, _run);
        Resume(verb, _run);
    }

    private static void Train(string arguments, string data, string run)
    {
        Detsdk begun = Detsdk.Run(
        [
            .. arguments.Split(' '), "--batch", "2", "--threads", "1", "--steps", "2", "--data", data, "--out", run,
        ]);
        Assert.True(begun.ExitCode == ExitCode.Success, begun.Error);
    }

    private static void Resume(string verb, string run)
    {
        Detsdk resumed = Detsdk.Run("train", verb, "--out", run, "--resume", "--steps", "3");
        Assert.True(resumed.ExitCode == ExitCode.Success, resumed.Error);
        Assert.Contains("3/3  loss", resumed.Output, StringComparison.Ordinal);
    }
}
