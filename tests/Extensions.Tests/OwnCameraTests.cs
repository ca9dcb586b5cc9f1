using DetectionSdk.Streaming;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Extensions.Tests;

/// <summary>A camera of one's own: pictures that another part of the program puts into a queue.</summary>
public sealed class OwnCameraTests
{
    private sealed class QueueCamera(Queue<Mat> pictures) : VideoSource
    {
        public bool IsConnected { get; private set; }

        public override string Name => "queue";

        public override bool IsLive => false;

        public override double? FramesPerSecond => 10;

        public override void Connect(CancellationToken cancellationToken) => IsConnected = true;

        public override bool Read(Mat frame, CancellationToken cancellationToken)
        {
            if (!pictures.TryDequeue(out Mat? picture)) return false;
            using (picture) picture.CopyTo(frame);
            return true;
        }

        public override void Disconnect() => IsConnected = false;
    }

    [Fact]
    public async Task Every_picture_is_searched_in_its_order()
    {
        byte[] model = OnnxStub.Constant(
            [1, 3, 32, 32], [1, 1, 6], [8, 8, 16, 24, 0.9f, 0],
            new Dictionary<string, string> { ["names"] = "{0: 'a'}" });
        using Detector detector = Detector.Load(model);
        using QueueCamera camera = new(new Queue<Mat>(
            Enumerable.Range(0, 3).Select(i => new Mat(32, 32, MatType.CV_8UC3, Scalar.All(i)))));
        List<(long, TimeSpan, byte, Rect2d)> seen = [];
        await foreach (FrameResult result in detector.DetectStreamAsync(camera))
            seen.Add(
                (result.Index, result.Time, result.Image.At<byte>(0, 0), Assert.Single(result.Detections.Objects).Box));

        Rect2d box = new(8, 8, 8, 16);
        Assert.Equal(
            [
                (0, TimeSpan.Zero, 0, box), (1, TimeSpan.FromSeconds(0.1), 1, box),
                (2, TimeSpan.FromSeconds(0.2), 2, box),
            ], seen);
        Assert.False(camera.IsConnected);
    }
}
