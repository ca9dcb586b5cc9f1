using DetectionSdk.Streaming;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.DataSets;

public sealed class CameraPhotographsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Frames => Path.Combine(_folder.Root, "frames");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_frame_a_second_is_taken_where_something_has_changed()
    {
        // Four frames a second; the picture changes with every frame for two seconds and stands still then.
        using Camera camera = new([0, 1, 2, 3, 4, 5, 6, 7, 7, 7, 7, 7, 0, 0]);
        Assert.Equal(
            ["frame-000000.png", "frame-000004.png", "frame-000008.png", "frame-000012.png"], Take(camera, 10));
    }

    [Fact]
    public void It_looks_for_as_many_seconds_as_frames_are_wanted()
    {
        using Camera camera = new([0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5]);
        Assert.Equal(["frame-000000.png", "frame-000004.png"], Take(camera, 2));
        Assert.False(camera.IsConnected);
    }

    [Fact]
    public void A_camera_that_is_lost_gives_what_it_showed_and_says_so()
    {
        using Camera camera = new([0, 1, 2, 3, 4, -1]);
        AnnotatedDataSet photographs = CameraPhotographs.Take(camera, Frames, 10, clock: camera.Clock);
        Assert.Equal(2, photographs.Images.Count);
        Assert.Equal("The cable is out.", Assert.Single(photographs.Problems).Message);
    }

    [Fact]
    public void Frames_that_are_there_are_taken_again_without_the_camera()
    {
        using Camera camera = new([0, 1, 2, 3, 4]), gone = new([]);
        Assert.Equal(Take(camera, 10), Take(gone, 10));
    }

    [Fact]
    public void A_camera_without_a_frame_is_an_error()
    {
        using Camera camera = new([]);
        Assert.Equal(
            "'yard' has no frame.",
            Assert.Throws<VideoSourceException>(() => CameraPhotographs.Take(camera, Frames, 10)).Message);
        Assert.False(Directory.Exists(Frames));
    }

    private IEnumerable<string> Take(Camera camera, int maximum) =>
        CameraPhotographs.Take(camera, Frames, maximum, clock: camera.Clock).Images.Select(image => image.Name);

    /// <summary>Shows a square at a place per frame, four a second; a place below zero is its loss.</summary>
    private sealed class Camera(int[] places) : VideoSource
    {
        private int _next;

        public StepClock Clock { get; } = new();

        public bool IsConnected { get; private set; }

        public override string Name => "yard";

        public override bool IsLive => true;

        public override void Connect(CancellationToken cancellationToken) => IsConnected = true;

        public override bool Read(Mat frame, CancellationToken cancellationToken)
        {
            if (_next == places.Length) return false;
            if (_next > 0) Clock.Advance(TimeSpan.FromSeconds(0.25));
            int place = places[_next++];
            if (place < 0) throw new VideoSourceException("The cable is out.");
            frame.Create(96, 128, MatType.CV_8UC3);
            frame.SetTo(Scalar.All(60));
            Cv2.Rectangle(frame, new Rect(4 + 15 * place, 30, 14, 40), Scalar.All(220), -1);
            return true;
        }

        public override void Disconnect() => IsConnected = false;
    }

    private sealed class StepClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
