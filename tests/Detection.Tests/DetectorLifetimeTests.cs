using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>Who may call when, and who disposes what.</summary>
public sealed class DetectorLifetimeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _model = DetectorTests.CellMeans([0, 3, 0, 0]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Fifty_detectors_are_disposed_while_eight_threads_detect()
    {
        using Mat image = DetectorTests.Scenery(60, 70, 3);
        DetectionResult expected;
        using (Detector once = Detector.Load(_model)) expected = once.Detect(image);
        int refused = 0;
        for (int round = 0; round < 50; round++)
        {
            Detector detector = Detector.Load(_model);
            Thread[] threads = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() =>
            {
                try
                {
                    while (true) Assert.Equal(expected.Objects, detector.Detect(image).Objects);
                }
                catch (ObjectDisposedException)
                {
                    Interlocked.Increment(ref refused);
                }
            }))];
            foreach (Thread thread in threads) thread.Start();
            Thread.Sleep(2);
            detector.Dispose();
            foreach (Thread thread in threads) thread.Join();
        }
        Assert.Equal(50 * 8, refused);
    }

    [Fact]
    public async Task A_stream_on_a_disposed_detector_ends_with_that_reason()
    {
        using Mat image = DetectorTests.Scenery(30, 40, 5);
        for (int i = 0; i < 12; i++) _folder.Write($"frames/{i:00}.png", image.ToBytes(".png"));
        using VideoSource source = VideoSource.Open(_folder.File("frames"));
        Detector detector = Detector.Load(_model);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () =>
        {
            await foreach (FrameResult result in detector.DetectStreamAsync(source))
            {
                Assert.NotEmpty(result.Detections.Objects);
                detector.Dispose();
            }
        });
    }

    [Fact]
    public async Task Whatever_way_the_image_comes_asynchronous_calls_give_the_same()
    {
        using Mat image = DetectorTests.Scenery(50, 60, 5);
        byte[] bytes = image.ToBytes(".png");
        string path = _folder.Write("image.png", bytes);
        using Detector detector = Detector.Load(_model);
        DetectionResult expected = detector.Detect(image);

        Assert.Equal(expected.Objects, (await detector.DetectAsync(path)).Objects);
        Assert.Equal(expected.Objects, (await detector.DetectAsync(bytes)).Objects);
        Assert.Equal(expected.Objects, Assert.Single(await detector.DetectBatchAsync([image])).Objects);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => detector.DetectBatchAsync([image], new CancellationToken(canceled: true)));
        detector.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => detector.DetectAsync(path));
    }

    [Fact]
    public void A_model_may_come_from_a_file_bytes_or_a_stream()
    {
        using Mat image = DetectorTests.Scenery(50, 60, 5);
        using Detector file = Detector.Load(_folder.Write("model.onnx", _model)), bytes = Detector.Load(_model);
        using MemoryStream stream = new(_model);
        using Detector read = Detector.Load(stream);
        Assert.Equal("model in memory", bytes.Model.Path);
        Assert.Equal(file.Detect(image).Objects, bytes.Detect(image).Objects);
        Assert.Equal(file.Detect(image).Objects, read.Detect(image).Objects);
        Assert.Contains(
            "'model in memory' is damaged",
            Assert.Throws<ModelFormatException>(() => Detector.Load([1, 2, 3])).Message, StringComparison.Ordinal);
        Assert.Throws<ModelFormatException>(() => Detector.Load(Array.Empty<byte>()));
    }

    [Fact]
    public void The_front_end_belongs_to_the_detector_unless_left_open()
    {
        Recorder owned = new(), shared = new(), unloaded = new();
        Detector detector = Detector.Load(_model, frontEnd: owned);
        Assert.Same(owned, detector.FrontEnd);
        detector.Dispose();
        detector.Dispose();
        Detector.Load(_model, frontEnd: shared, leaveOpen: true).Dispose();
        Assert.Throws<ModelFormatException>(() => Detector.Load([1], frontEnd: unloaded));
        Assert.Equal((1, 0, 1), (owned.Disposals, shared.Disposals, unloaded.Disposals));
    }

    private sealed class Recorder : FrontEnd
    {
        public int Disposals { get; private set; }

        protected override Mat Process(Mat image, FrontEndContext context) => image;

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            Disposals++;
        }
    }
}
