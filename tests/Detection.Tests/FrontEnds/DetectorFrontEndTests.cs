using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds;

/// <summary>A front-end before a detector gives what both give by hand, whichever way the image comes in.</summary>
public sealed class DetectorFrontEndTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public DetectorFrontEndTests() => _model = _folder.Write("detector.onnx", DetectorTests.CellMeans([0, 3, 0, 0]));

    public void Dispose() => _folder.Dispose();

    public static TheoryData<string> FrontEnds => ["bicubic", "fixed", "any"];

    [Theory]
    [MemberData(nameof(FrontEnds))]
    public async Task It_equals_both_run_by_hand(string kind)
    {
        using FrontEnd frontEnd = Create(kind);
        using Detector alone =
            Detector.Load(_model), together = Detector.Load(_model, frontEnd: frontEnd, leaveOpen: true);
        Mat[] images = [.. Enumerable.Range(0, 4).Select(i => DetectorTests.Scenery(21 + 4 * i, 30 - i, i))];
        DetectionResult[] expected = [.. images.Select(image => ByHand(frontEnd, alone, image))];

        IReadOnlyList<DetectionResult> batch = together.DetectBatch(images);
        for (int i = 0; i < images.Length; i++)
        {
            DetectionResult single = together.Detect(images[i]);
            Assert.NotEmpty(single.Objects);
            Assert.Equal(images[i].Size(), single.ImageSize);
            Assert.Equal(expected[i].Objects, single.Objects);
            Assert.Equal(expected[i].Objects, (await together.DetectAsync(images[i])).Objects);
            Assert.Equal(expected[i].ImageSize, batch[i].ImageSize);
            AssertClose(expected[i].Objects, batch[i].Objects);
            Assert.True(single.Timings.FrontEnd > TimeSpan.Zero && single.Timings.Total > single.Timings.FrontEnd);
        }
        foreach (Mat image in images) image.Dispose();
    }

    [Fact]
    public async Task Frames_of_a_stream_go_through_it()
    {
        using BicubicFrontEnd frontEnd = new(2);
        using Detector alone =
            Detector.Load(_model), together = Detector.Load(_model, frontEnd: frontEnd, leaveOpen: true);
        using Mat image = DetectorTests.Scenery(30, 40, 5);
        _folder.Write("frames/0.png", image.ToBytes(".png"));
        using VideoSource source = VideoSource.Open(_folder.File("frames"));
        int frames = 0;
        await foreach (FrameResult result in together.DetectStreamAsync(source))
        {
            Assert.Equal(ByHand(frontEnd, alone, image).Objects, result.Detections.Objects);
            Assert.Equal(image.Size(), result.Image.Size());
            Assert.True(result.Timings.FrontEnd > TimeSpan.Zero);
            frames++;
        }
        Assert.Equal(1, frames);
    }

    [Fact]
    public void The_detector_tells_it_its_input_and_leaves_it_open_when_told_so()
    {
        using Recorder frontEnd = new();
        using Mat image = DetectorTests.Scenery(30, 40, 5);
        using (
            Detector detector = Detector.Load(
                _model, new DetectorOptions { InputSize = new Size(320, 256) }, frontEnd: frontEnd, leaveOpen: true))
            detector.Detect(image);
        Assert.Equal(new Size(320, 256), frontEnd.Input);
        Assert.False(frontEnd.IsDisposed);
        frontEnd.Upscale(image).Dispose();
        Assert.Null(frontEnd.Input);
    }

    [Fact]
    public void Boxes_scale_by_axis()
    {
        DetectionResult result = new(new Size(40, 20), [new DetectedObject(new Rect2d(4, 6, 8, 10), 0, "a", 0.5f)]);
        Assert.Same(result, result.ScaleTo(new Size(40, 20)));
        DetectionResult scaled = result.ScaleTo(new Size(10, 10));
        Assert.Equal((new Size(10, 10), new Rect2d(1, 3, 2, 5)), (scaled.ImageSize, scaled.Objects[0].Box));
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(17)]
    [InlineData(double.NaN)]
    public void Bicubic_scales_are_1_to_16(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BicubicFrontEnd(scale));

    [Theory]
    [InlineData(20, 10, 3.2)] // as far as 64 x 64 takes
    [InlineData(8, 8, 4)] // no more than the largest scale
    [InlineData(100, 30, 1)] // never smaller
    public void Bicubic_that_fits_the_detector_grows_images_to_its_input(int width, int height, double scale)
    {
        using BicubicFrontEnd bicubic = BicubicFrontEnd.FittingDetector();
        using Mat image = DetectorTests.Scenery(height, width, 1), enlarged = bicubic.Enhance(image, new Size(64, 64));
        Assert.Equal(new Size(width * scale, height * scale), enlarged.Size());
    }

    [Fact]
    public void Bicubic_is_the_cubic_resize_of_OpenCV()
    {
        using BicubicFrontEnd bicubic = new(2.5);
        using Mat image = DetectorTests.Scenery(20, 30, 1), enlarged = bicubic.Upscale(image), expected = new();
        Cv2.Resize(image, expected, new Size(75, 50), 0, 0, InterpolationFlags.Cubic);
        Assert.Equal(0, Cv2.Norm(expected, enlarged, NormTypes.INF));
    }

    [Fact]
    public void Bicubic_refuses_what_would_become_too_large()
    {
        using BicubicFrontEnd bicubic = new(16);
        using Mat image = new(510, 520, MatType.CV_8UC3, Scalar.All(9));
        Assert.Equal(
            "The image of 520 x 510 pixels would become 8320 x 8160 = 67891200 pixels; the limit is 67108864.",
            Assert.Throws<ImageFormatException>(() => bicubic.Upscale(image)).Message);
    }

    [Theory]
    [InlineData("empty", "Returned.Process returned an empty Mat; expected an 8-bit BGR image.")]
    [InlineData("grey", "Returned.Process returned a Mat of 2 dimensions and type CV_8UC1; expected an 8-bit BGR image.")]
    [InlineData("float", "Returned.Process returned a Mat of 2 dimensions and type CV_32FC3; expected an 8-bit BGR image.")]
    [InlineData("null", "Returned.Process returned null; expected an 8-bit BGR image.")]
    public void A_front_end_that_gives_no_image_is_named(string kind, string message)
    {
        Mat? result = kind switch
        {
            "empty" => new Mat(),
            "grey" => new Mat(4, 4, MatType.CV_8UC1, Scalar.All(1)),
            "float" => new Mat(4, 4, MatType.CV_32FC3, Scalar.All(1)),
            _ => null,
        };
        using Returned frontEnd = new(result);
        using Mat image = DetectorTests.Scenery(20, 30, 1);
        Assert.Equal(message, Assert.Throws<InvalidOperationException>(() => frontEnd.Upscale(image)).Message);
        Assert.NotEqual(false, result?.IsDisposed);
        Assert.False(image.IsDisposed);
    }

    private static void AssertClose(IReadOnlyList<DetectedObject> expected, IReadOnlyList<DetectedObject> actual)
    {
        Assert.Equal(expected.Select(e => (e.ClassId, e.Label)), actual.Select(a => (a.ClassId, a.Label)));
        foreach ((DetectedObject e, DetectedObject a) in expected.Zip(actual))
        {
            Assert.Equal(e.Score, a.Score, 1e-5f);
            Assert.Equal(e.Box.X, a.Box.X, 1e-4);
            Assert.Equal(e.Box.Y, a.Box.Y, 1e-4);
            Assert.Equal(e.Box.Right, a.Box.Right, 1e-4);
            Assert.Equal(e.Box.Bottom, a.Box.Bottom, 1e-4);
        }
    }

    private static DetectionResult ByHand(FrontEnd frontEnd, Detector detector, Mat image)
    {
        using Mat enhanced = frontEnd.Enhance(image, detector.Model.InputSize);
        Assert.NotEqual(image.Size(), enhanced.Size());
        return detector.Detect(enhanced).ScaleTo(image.Size());
    }

    private FrontEnd Create(string kind) => kind switch
    {
        "bicubic" => new BicubicFrontEnd(1.7),
        "fixed" => SuperResolver.Load(_folder.Write("sr.onnx", SuperResolutionStub.Fixed(3))),
        _ => SuperResolver.Load(_folder.Write("sr.onnx", SuperResolutionStub.Any())),
    };

    private sealed class Returned(Mat? result) : FrontEnd
    {
        protected override Mat Process(Mat image, Size? detectorInput) => result!;
    }

    private sealed class Recorder : FrontEnd
    {
        public Size? Input { get; private set; }

        public bool IsDisposed { get; private set; }

        protected override Mat Process(Mat image, Size? detectorInput)
        {
            Input = detectorInput;
            return image.Clone();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            IsDisposed = true;
        }
    }
}
