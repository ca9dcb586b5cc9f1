using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
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
