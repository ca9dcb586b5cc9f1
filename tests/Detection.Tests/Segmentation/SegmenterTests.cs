using OpenCvSharp;

namespace DetectionSdk.Tests.Segmentation;

public sealed class SegmenterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Of 3 x 2 pixels, which are extended to 4 x 4: red 255, 0, 102 above and 0, 255, 153 below.
    [Fact]
    public void Every_pixel_gets_the_class_of_its_greatest_share()
    {
        using Segmenter segmenter = Segmenter.Load(_folder.Write("m.onnx", SegmenterStub.Make()));
        using Mat picture = new(2, 3, MatType.CV_8UC3, Scalar.All(0));
        byte[] red = [255, 0, 102, 0, 255, 153];
        for (int i = 0; i < red.Length; i++) picture.Set(i / 3, i % 3, new Vec3b(40, 0, red[i]));

        using Mat classes = segmenter.Segment(picture), shares = segmenter.SharesOf(picture);

        Assert.Equal([0, 1, 1, 1, 0, 0], classes.AsSpan<byte>().ToArray());
        Assert.Equal(new Size(3, 4), shares.Size());
        float[] expected = [1, 0, 0.4f, 0, 1, 0.6f, 0, 1, 0.6f, 1, 0, 0.4f];
        float[] found = shares.AsSpan<float>().ToArray();
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], found[i], 1e-5f);
        Assert.Equal((1, 4), (segmenter.Model.Scale, segmenter.Model.Stride));
    }

    [Fact]
    public void Drawn_classes_are_half_their_colour_at_their_own_size_with_the_names_of_those_shown_below()
    {
        using Segmenter segmenter = Segmenter.Load(_folder.Write("m.onnx", SegmenterStub.Make()));
        using Mat picture = new(40, 60, MatType.CV_8UC3, Scalar.All(100));
        using Mat classes = new(80, 120, MatType.CV_8UC1, Scalar.All(0));
        using Mat lower = classes[new Rect(0, 40, 120, 40)];
        lower.SetTo(Scalar.All(1));

        using Mat both = segmenter.Draw(picture, classes), one = segmenter.Draw(picture, lower);

        Assert.Equal((120, 100), (both.Width, both.Height));
        Assert.Equal(new Vec3b(50, 50, 150), both.At<Vec3b>(10, 10));
        Assert.NotEqual(both.At<Vec3b>(10, 10), both.At<Vec3b>(60, 10));
        using Mat legendOfBoth = both[new Rect(0, 80, 120, 20)], legendOfOne = one[new Rect(0, 40, 120, 20)];
        Assert.True(Cv2.Norm(legendOfBoth, legendOfOne, NormTypes.L1) > 0);
        Assert.Throws<ImageFormatException>(() => segmenter.Draw(picture, picture));
    }

    [Fact]
    public void A_picture_of_one_pixel_is_enough_and_one_of_none_is_refused()
    {
        using Segmenter segmenter = Segmenter.Load(_folder.Write("m.onnx", SegmenterStub.Make()));
        using Mat one = new(1, 1, MatType.CV_8UC3, new Scalar(0, 0, 200)), none = new();

        using Mat classes = segmenter.Segment(one);

        Assert.Equal(new Size(1, 1), classes.Size());
        Assert.Equal(0, classes.At<byte>(0, 0));
        Assert.Throws<ImageFormatException>(() => segmenter.Segment(none));
    }

    [Theory]
    [InlineData("task", "detect", "states the task 'detect' in its metadata; expected a segmenter with input 'images'")]
    [InlineData("task", null, "states the task 'none' in its metadata; expected a segmenter with input 'images'")]
    [InlineData("scale", "0", ": metadata 'scale' is '0'; expected an integer of 1 to 16.")]
    [InlineData("scale", null, ": metadata 'scale' is 'absent'; expected an integer of 1 to 16.")]
    [InlineData("stride", "257", ": metadata 'stride' is '257'; expected an integer of 1 to 256.")]
    [InlineData("names", "{0: 'red'}", "has 'shares' [-1, 2, -1, -1] for 'shares' of 1 channels; expected a segmenter")]
    [InlineData("names", null, "has 'shares' [-1, 2, -1, -1] for 'shares' of 0 channels; expected a segmenter")]
    public void A_model_that_is_no_segmenter_is_refused_with_what_it_says(string key, string? value, string message)
    {
        Dictionary<string, string> metadata = SegmenterStub.Metadata();
        metadata.Remove(key);
        if (value is not null) metadata[key] = value;
        string path = _folder.Write("m.onnx", SegmenterStub.Make(metadata));

        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Segmenter.Load(path));

        Assert.StartsWith($"'{path}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_of_other_tasks_are_told_apart()
    {
        string segmenter = _folder.Write("m.onnx", SegmenterStub.Make());
        string resolver = _folder.Write("sr.onnx", SuperResolutionStub.Fixed(2));

        Assert.Equal((true, false), (Segmenter.IsSegmenter(segmenter), Segmenter.IsSegmenter(resolver)));
        Assert.Contains(
            "states the task 'super-resolution'",
            Assert.Throws<ModelFormatException>(() => Segmenter.Load(resolver)).Message, StringComparison.Ordinal);
        Assert.Equal(
            $"'{segmenter}' is a model for the task 'semantic-segmentation'; expected the task 'detect'.",
            Assert.Throws<ModelFormatException>(() => Detector.Load(segmenter)).Message);
    }

    [Fact]
    public void What_is_no_model_is_refused_by_name()
    {
        string text = _folder.Write("text.onnx", "no model at all"), absent = _folder.File("absent.onnx");

        Assert.StartsWith(
            $"'{text}' is damaged or no ONNX model",
            Assert.Throws<ModelFormatException>(() => Segmenter.Load(text)).Message, StringComparison.Ordinal);
        Assert.Contains(
            absent, Assert.Throws<FileNotFoundException>(() => Segmenter.Load(absent)).Message,
            StringComparison.Ordinal);
    }
}
