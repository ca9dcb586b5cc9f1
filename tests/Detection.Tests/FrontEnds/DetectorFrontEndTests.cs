using System.Collections.Concurrent;
using DetectionSdk.Streaming;
using DetectionSdk.Tests.Streaming;
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
        DetectorOptions options = new() { InputSize = new Size(320, 256) };
        using (Detector detector = Detector.Load(_model, options, frontEnd: frontEnd, leaveOpen: true))
            detector.Detect(image);
        Assert.Equal(new FrontEndContext(DetectorInput: new Size(320, 256)), frontEnd.Contexts.Last());
        Assert.False(frontEnd.IsDisposed);
        frontEnd.Upscale(image).Dispose();
        Assert.Equal(FrontEndContext.None, frontEnd.Contexts.Last());
    }

    [Fact]
    public async Task Frames_of_a_stream_tell_it_their_number()
    {
        using Recorder frontEnd = new();
        using Detector detector = Detector.Load(_model, frontEnd: frontEnd, leaveOpen: true);
        using ScriptedSource source = new(frames: 3);
        List<long?> numbers = [];
        await foreach (FrameResult result in detector.DetectStreamAsync(source)) numbers.Add(result.Index);
        Assert.Equal([0, 1, 2], numbers);
        Assert.Equal(
            numbers.Select(number => new FrontEndContext(DetectorInput: detector.Model.InputSize, Frame: number)),
            frontEnd.Contexts);
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
    [InlineData("empty", "Returned.Process returned an empty Mat; expected an 8-bit BGR image.")]
    [InlineData(
        "grey", "Returned.Process returned a Mat of 2 dimensions and type CV_8UC1; expected an 8-bit BGR image.")]
    [InlineData(
        "float", "Returned.Process returned a Mat of 2 dimensions and type CV_32FC3; expected an 8-bit BGR image.")]
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

    public static TheoryData<Exception> Shortages =>
    [
        new InsufficientMemoryException(),
        new OpenCVException(ErrorCode.StsNoMem, "OutOfMemoryError", "Failed to allocate", "alloc.cpp", 1),
    ];

    [Theory]
    [MemberData(nameof(Shortages), DisableDiscoveryEnumeration = true)]
    public void Want_of_memory_is_told_of_the_image(Exception shortage)
    {
        using Failing frontEnd = new(shortage);
        using Mat image = DetectorTests.Scenery(20, 30, 1);
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => frontEnd.Upscale(image));
        Assert.Equal("There is not enough memory for Failing to enhance an image of 30 x 20 pixels.", error.Message);
        Assert.Same(shortage, error.InnerException);
    }

    [Fact]
    public void Other_failures_stay_what_they_are()
    {
        OpenCVException defect = new(ErrorCode.StsBadArg, "resize", "bad argument", "resize.cpp", 1);
        using Failing frontEnd = new(defect);
        using Mat image = DetectorTests.Scenery(20, 30, 1);
        Assert.Same(defect, Assert.Throws<OpenCVException>(() => frontEnd.Upscale(image)));
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
        using Mat enhanced = frontEnd.Enhance(image, new FrontEndContext(DetectorInput: detector.Model.InputSize));
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
        protected override Mat Process(Mat image, FrontEndContext context) => result!;
    }

    private sealed class Failing(Exception error) : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context) => throw error;
    }

    private sealed class Recorder : FrontEnd
    {
        public ConcurrentQueue<FrontEndContext> Contexts { get; } = [];

        public bool IsDisposed { get; private set; }

        protected override Mat Process(Mat image, FrontEndContext context)
        {
            Contexts.Enqueue(context);
            return image.Clone();
        }

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            IsDisposed = true;
        }
    }
}
