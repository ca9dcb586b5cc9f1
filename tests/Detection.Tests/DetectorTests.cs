using Microsoft.Extensions.Logging;
using OpenCvSharp;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace DetectionSdk.Tests;

/// <summary>The detector on models whose answers are known, without any shared file.</summary>
public sealed class DetectorTests : IDisposable
{
    private static readonly Dictionary<string, string> Metadata = new()
    {
        ["names"] = "{0: 'dark', 1: 'light'}",
        ["task"] = "detect",
        ["stride"] = "32",
        ["imgsz"] = "[64, 64]",
    };

    // Two columns: a box of class 0 and a box of class 1, in 64 x 64 input pixels.
    private static readonly float[] TwoBoxes = [16, 40, 24, 32, 8, 16, 8, 16, 0.9f, 0.1f, 0.2f, 0.8f];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Boxes_come_in_the_pixels_of_the_image()
    {
        using Detector detector = Load(OnnxStub.Constant([1, 3, 64, 64], [1, 6, 2], TwoBoxes, Metadata));
        using Mat image = new(64, 128, MatType.CV_8UC3);
        DetectionResult result = detector.Detect(image);

        Assert.Equal(new Size(128, 64), result.ImageSize);
        Assert.Equal(
            [
                new DetectedObject(new Rect2d(24, 8, 16, 16), 0, "dark", 0.9f),
                new DetectedObject(new Rect2d(64, 16, 32, 32), 1, "light", 0.8f)
            ],
            result.Objects);
        Assert.True(result.Timings.Total > TimeSpan.Zero);
    }

    [Fact]
    public void File_bytes_and_pixels_give_the_same()
    {
        using Detector detector = Load(CellMeans([1, 3, 64, 64]));
        using Mat image = Scenery(64, 64, 5);
        string path = _folder.Write("image.png", image.ToBytes(".png"));

        DetectionResult pixels = detector.Detect(image);
        Assert.NotEmpty(pixels.Objects);
        Assert.Equal(pixels.Objects, detector.Detect(path).Objects);
        Assert.Equal(pixels.Objects, detector.Detect(image.ToBytes(".png")).Objects);
    }

    [Fact]
    public void The_network_sees_rgb_in_zero_to_one_on_a_grey_border()
    {
        // Rows: x = 50 R, y = 50 G, width = 50 B, height = 8, score of class 0 = 1. The image fills the middle half of
        // every cell.
        byte[] model = OnnxStub.CellMeans(
            [1, 3, 64, 64], [0, 0, 0, 8, 1, 0], [50, 0, 0, 0, 0, 0], [0, 50, 0, 0, 0, 0], [0, 0, 50, 0, 0, 0],
            metadata: Metadata);
        using Detector detector = Load(model);
        using Mat image = new(32, 64, MatType.CV_8UC3, new Scalar(51, 102, 204));
        DetectedObject found = Assert.Single(detector.Detect(image).Objects);

        double x = Mean(204), y = Mean(102) - 16, width = Mean(51);
        Assert.Equal(x - width / 2, found.Box.X, 3);
        Assert.Equal(Math.Max(0, y - 4), found.Box.Y, 3);
        Assert.Equal(width, found.Box.Width, 3);

        static double Mean(int value) => 50 * (value + 114) / 2 / 255.0;
    }

    [Fact]
    public void A_region_of_a_larger_image_equals_its_copy()
    {
        using Detector detector = Load(CellMeans([1, 3, 64, 64]));
        using Mat large = Scenery(200, 300, 1);
        using Mat region = new(large, new Rect(31, 17, 90, 70));
        using Mat copy = region.Clone();
        Assert.False(region.IsContinuous());
        Assert.Equal(detector.Detect(copy).Objects, detector.Detect(region).Objects);
    }

    [Theory]
    [InlineData(1, 64, 64)]
    [InlineData(4, 64, 64)]
    [InlineData(0, 64, 64)]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 64)]
    public void A_batch_gives_what_single_calls_give(int batch, int height, int width)
    {
        using Detector detector = Load(CellMeans([batch, 3, height, width]));
        Mat[] images = [.. Enumerable.Range(0, 7).Select(i => Scenery(40 + 30 * (i % 3), 70, i))];

        IReadOnlyList<DetectionResult> results = detector.DetectBatch(images);

        for (int i = 0; i < images.Length; i++)
        {
            Assert.Equal(images[i].Size(), results[i].ImageSize);
            Assert.NotEmpty(results[i].Objects);
            AssertClose(detector.Detect(images[i]).Objects, results[i].Objects);
        }
        Assert.Empty(detector.DetectBatch([]));
        foreach (Mat image in images) image.Dispose();
    }

    [Fact]
    public void One_bad_image_refuses_the_batch()
    {
        using Detector detector = Load(CellMeans([0, 3, 64, 64]));
        using Mat good = Scenery(64, 64, 1), bad = new();
        Assert.Throws<ImageFormatException>(() => detector.DetectBatch([good, bad]));
    }

    [Fact]
    public void Half_precision_agrees_with_single()
    {
        using Detector single = Load(CellMeans([1, 3, 64, 64]));
        using Detector half = Load(CellMeans([1, 3, 64, 64], OnnxStub.Float16));
        using Mat image = Scenery(50, 64, 3);

        Assert.True(half.Model.HalfPrecision);
        AssertClose(single.Detect(image).Objects, half.Detect(image).Objects, 0.05);
    }

    [Fact]
    public void A_dynamic_input_takes_the_native_size_when_it_must_not_scale_up()
    {
        using Detector detector = Load(
            CellMeans([1, 3, 0, 0]),
            new DetectorOptions { InputSize = new Size(640, 640), ScaleUp = false, Iou = 1, Confidence = 0 });
        using Mat image = Scenery(90, 130, 2);
        Assert.Equal(3 * 5, detector.Detect(image).Objects.Count);
    }

    [Fact]
    public void Eight_threads_get_what_one_gets()
    {
        using Detector detector = Load(CellMeans([1, 3, 0, 0]));
        Mat[] images = [.. Enumerable.Range(0, 40).Select(i => Scenery(20 + i * 3, 150 - i * 2, i))];
        DetectionResult[] expected = [.. images.Select(detector.Detect)];

        Parallel.For(0, 8 * 200, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            DetectionResult result = detector.Detect(images[i % images.Length]);
            Assert.Equal(expected[i % images.Length].Objects, result.Objects);
        });
        foreach (Mat image in images) image.Dispose();
    }

    [Fact]
    public async Task Async_detection_can_be_cancelled()
    {
        using Detector detector = Load(CellMeans([1, 3, 64, 64]));
        using Mat image = Scenery(64, 64, 1);
        Assert.Equal(
            detector.Detect(image).Objects,
            (await detector.DetectAsync(image, TestContext.Current.CancellationToken)).Objects);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => detector.DetectAsync(image, new CancellationToken(canceled: true)));
        Assert.NotEmpty(detector.Detect(image).Objects);
    }

    [Fact]
    public void Results_and_images_stay_untouched_by_later_calls()
    {
        using Mat image = Scenery(64, 64, 1), other = Scenery(64, 64, 2), copy = image.Clone();
        DetectionResult first;
        DetectedObject[] snapshot;
        using (Detector detector = Load(CellMeans([1, 3, 64, 64])))
        {
            first = detector.Detect(image);
            snapshot = [.. first.Objects];
            detector.Detect(other);
        }
        Assert.Equal(snapshot, first.Objects);
        Assert.Equal(0, Cv2.Norm(image, copy));
    }

    [Fact]
    public void A_disposed_detector_says_so()
    {
        Detector detector = Load(CellMeans([1, 3, 64, 64]));
        detector.Dispose();
        detector.Dispose();
        using Mat image = Scenery(64, 64, 1);
        Assert.Throws<ObjectDisposedException>(() => detector.Detect(image));
    }

    [Fact]
    public void Auto_falls_back_to_the_cpu_and_says_so()
    {
        RecordingLogger logger = new();
        string path = _folder.Write("model.onnx", CellMeans([1, 3, 64, 64]));
        using Detector detector = Detector.Load(path, null, logger);
        Assert.Equal(ExecutionProvider.Cpu, detector.Model.Provider);
        Assert.Contains(logger.Messages, m => m.Contains("runs on the CPU", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda, "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData(ExecutionProvider.TensorRt, "Microsoft.ML.OnnxRuntime.Gpu")]
    [InlineData(ExecutionProvider.DirectMl, "Microsoft.ML.OnnxRuntime.DirectML")]
    [InlineData(ExecutionProvider.OpenVino, "Intel.ML.OnnxRuntime.OpenVino")]
    public void A_provider_that_is_absent_names_its_package(ExecutionProvider provider, string package)
    {
        string path = _folder.Write("model.onnx", CellMeans([1, 3, 64, 64]));
        ExecutionProviderException error = Assert.Throws<ExecutionProviderException>(
            () => Detector.Load(path, new DetectorOptions { Provider = provider }));
        Assert.Equal(provider, error.Provider);
        Assert.Contains(package, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_session_hook_and_threads_are_used()
    {
        bool called = false;
        DetectorOptions options = new()
        {
            Threads = 1,
            Spinning = false,
            ConfigureSession = s => called = s.IntraOpNumThreads == 1,
        };
        using Detector detector = Load(CellMeans([1, 3, 64, 64]), options);
        Assert.True(called);
    }

    private Detector Load(byte[] model, DetectorOptions? options = null) =>
        Detector.Load(_folder.Write("model.onnx", model), options);

    // A box per cell that grows with its red, of the class that its brightness speaks for.
    internal static byte[] CellMeans(long[] input, int type = OnnxStub.Float32) =>
        OnnxStub.CellMeans(
            input, [32, 32, 10, 10, 0.9f, 0.2f], [20, 0, 30, 5, -0.3f, 0.2f], [0, 20, 5, 30, -0.2f, 0.3f],
            [3, -4, 0, 0, -0.3f, 0.2f], type, Metadata);

    internal static Mat Scenery(int height, int width, int seed)
    {
        Mat image = new(height, width, MatType.CV_8UC3);
        Cv2.SetTheRNG((ulong)seed + 1);
        Cv2.Randu(image, Scalar.All(0), Scalar.All(256));
        Cv2.GaussianBlur(image, image, new Size(0, 0), 4);
        Cv2.Rectangle(
            image, new Rect(width / 4, height / 4, width / 2, height / 3),
            new Scalar(seed * 29 % 256, seed * 53 % 256, seed * 71 % 256), -1);
        return image;
    }

    private static void AssertClose(
        IReadOnlyList<DetectedObject> expected, IReadOnlyList<DetectedObject> actual, double tolerance = 1e-4)
    {
        Assert.Equal(expected.Select(e => e.ClassId), actual.Select(a => a.ClassId));
        foreach ((DetectedObject e, DetectedObject a) in expected.Zip(actual))
        {
            Assert.Equal(e.Score, a.Score, tolerance);
            Assert.Equal(e.Box.X, a.Box.X, tolerance);
            Assert.Equal(e.Box.Bottom, a.Box.Bottom, tolerance);
        }
    }

    private sealed class RecordingLogger : ILogger
    {
        public List<string> Messages { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            Messages.Add(formatter(state, exception));
    }
}
