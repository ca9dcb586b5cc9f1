using DetectionSdk.Imaging;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Cli.Tests;

public sealed class SegmentCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public SegmentCommandTests()
    {
        _model = _folder.Write("seg.onnx", SegmenterStub.Make());
        using Mat image = new(20, 31, MatType.CV_8UC3, new Scalar(0, 0, 255));
        Cv2.Rectangle(image, new Rect(10, 5, 8, 8), Scalar.Black, -1);
        _folder.Write("in/a.png", image.ToBytes(".png"));
        _folder.Write("in/sub/b.bmp", image.ToBytes(".bmp"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_map_of_classes_is_written_for_every_image()
    {
        Detsdk run = Detsdk.Run("segment", _folder.File("in"), "--model", _model, "--out", _folder.File("out"));
        Assert.Equal((ExitCode.Success, "", "2 images"), (run.ExitCode, run.Error, run.Output.Trim()));
        using Mat expected = new(20, 31, MatType.CV_8UC1, Scalar.All(0));
        Cv2.Rectangle(expected, new Rect(10, 5, 8, 8), Scalar.All(1), -1);
        foreach (string name in (string[])["a.png", "sub/b.png"])
        {
            using Mat map = Cv2.ImRead(_folder.File("out/" + name), ImreadModes.Unchanged);
            Assert.Equal(MatType.CV_8UC1, map.Type());
            Assert.Equal(0, Cv2.Norm(expected, map, NormTypes.INF));
        }
    }

    [Fact]
    public void Drawn_images_show_the_classes_over_the_image_and_their_names_below()
    {
        Detsdk run = Detsdk.Run(
            "segment", _folder.File("in/a.png"), "--model", _model, "--out", _folder.File("out"), "--drawn");
        Assert.Equal((ExitCode.Success, "1 images"), (run.ExitCode, run.Output.Trim()));
        using Mat image = ImageFile.Read(_folder.File("in/a.png")), drawn = ImageFile.Read(_folder.File("out/a.png"));
        Assert.Equal(image.Width, drawn.Width);
        Assert.True(drawn.Height > image.Height);
    }

    [Fact]
    public void Images_that_fail_are_named_and_inputs_are_never_overwritten()
    {
        byte[] before = File.ReadAllBytes(_folder.File("in/a.png"));
        _folder.Write("in/broken.png", "text");
        Detsdk run = Detsdk.Run("segment", _folder.File("in"), "--model", _model, "--out", _folder.File("in"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Equal(before, File.ReadAllBytes(_folder.File("in/a.png")));
        Assert.Contains(run.ErrorLines, line => line.Contains("broken.png", StringComparison.Ordinal));
        Assert.Contains(run.ErrorLines, line => line.Contains("is the input itself", StringComparison.Ordinal));
    }

    [Fact]
    public void A_model_that_is_no_segmenter_is_refused()
    {
        string enlarger = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2, blur: false));
        Detsdk run = Detsdk.Run("segment", _folder.File("in"), "--model", enlarger, "--out", _folder.File("out"));
        Assert.Equal(ExitCode.Failed, run.ExitCode);
        Assert.Contains(enlarger, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.File("out")));
    }
}
