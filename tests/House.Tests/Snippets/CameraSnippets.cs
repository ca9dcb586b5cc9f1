using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.House.Tests.Snippets;

internal static class CameraSnippets
{
    public static async Task Follow(CancellationToken token)
    {
        #region FollowCamera
        using Detector detector = Detector.Load("model.onnx", new DetectorOptions { Confidence = 0.1f });
        using VideoSource camera = VideoSource.Open("rtsp://192.168.1.20/stream");
        StreamOptions options = new() { Tracking = new TrackerOptions() };   // null: detections only
        await foreach (FrameResult frame in detector.DetectStreamAsync(camera, options, token))
        {
            foreach (TrackedObject found in frame.Tracks)
                Console.WriteLine($"{frame.Time} #{found.Id} {found.Detection.Label} {found.Detection.Score:0.00}");
            if (frame.Latency > TimeSpan.FromSeconds(1)) Console.WriteLine($"{frame.Dropped} frames dropped so far");
        }
        #endregion
    }

    public static async Task Watch(Detector detector, CancellationToken token)
    {
        #region WatchCamera
        WatchRules rules = new()
        {
            Lines = [new CountingLine("road", new Point2d(0, 240), new Point2d(640, 240))],
            Zones = [new Zone("yard", [new(0, 300), new(640, 300), new(640, 480)]) { AlarmAfter = TimeSpan.Zero }],
        };
        using EventFile events = new("events.jsonl");
        VideoSource camera = VideoSource.Open("rtsp://192.168.1.20/stream");
        using CameraWatch watch = new(camera, detector, new WatchOptions { Rules = rules });
        await watch.RunAsync([events, new Recording("recordings", framesPerSecond: 25)], token);
        Console.WriteLine($"{watch.Lines[0].Forward} forward, {watch.Status.Alarms} alarms, {watch.Status.Error}");
        #endregion
    }

    #region OwnCamera
    internal sealed class SharedMemoryCamera : VideoSource
    {
        public override string Name => "shared memory";

        public override bool IsLive => true;   // frames come whether they are read or not

        public override void Connect(CancellationToken cancellationToken) { }

        public override bool Read(Mat frame, CancellationToken cancellationToken)
        {
            frame.Create(480, 640, MatType.CV_8UC3);
            return true;                       // false: the source has ended
        }

        public override void Disconnect() { }
    }
    #endregion
}
