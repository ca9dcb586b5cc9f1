using System.Net;
using DetectionSdk.Examples.CameraStream.Cameras;
using DetectionSdk.Examples.CameraStream.View;
using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Tests;

/// <summary>
/// The program without its command line: cameras on stub detectors, and their page on a free port of loopback.
/// </summary>
internal sealed class RunningCameras : IAsyncDisposable
{
    private static readonly Dictionary<string, string> Names = new() { ["names"] = "{0: 'thing'}" };

    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly DetectorChoices _detectors;
    private readonly Task _running;

    private RunningCameras(Size size, int count)
    {
        string one = _folder.Write(
            "one.onnx", OnnxStub.Constant([1, 3, 64, 64], [1, 5, 1], [32, 32, 16, 16, 0.9f], Names));
        string two = _folder.Write(
            "two.onnx",
            OnnxStub.Constant([1, 3, 64, 64], [1, 5, 2], [32, 10, 32, 32, 16, 8, 16, 8, 0.9f, 0.8f], Names));
        _detectors = new DetectorChoices(
            [("one box", () => Detector.Load(one)), ("two boxes", () => Detector.Load(two))]);
        Degradation = new DegradationStrength();
        Views = [.. Enumerable.Range(1, count).Select(n => new CameraView($"scene {n}"))];
        StreamOptions options = new() { Tracking = new TrackerOptions() };
        Cameras =
        [
            .. Views.Select(
                view => new CameraWatch(
                    new DegradedSource(new MovingScene(view.Name, size), Degradation), _detectors.Current,
                    new WatchOptions { Stream = options }))
        ];
        foreach (CameraWatch camera in Cameras) _detectors.Serve(camera);
        _running = Task.WhenAll(Cameras.Zip(Views, (camera, view) => camera.RunAsync([view], _stop.Token)));
    }

    public IReadOnlyList<CameraWatch> Cameras { get; }

    public IReadOnlyList<CameraView> Views { get; }

    public DegradationStrength Degradation { get; }

    public ViewServer Server { get; private set; } = null!;

    public static async Task<RunningCameras> StartAsync(Size size, int count = 1, string? token = null)
    {
        RunningCameras cameras = new(size, count);
        cameras.Server = await cameras.ServeAsync(new IPEndPoint(IPAddress.Loopback, 0), token);
        return cameras;
    }

    public Task<ViewServer> ServeAsync(IPEndPoint endPoint, string? token) =>
        ViewServer.StartAsync(endPoint, token, Views, _detectors, Degradation);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        await Server.DisposeAsync();
        foreach (CameraWatch camera in Cameras) camera.Dispose();
        _detectors.Dispose();
        _stop.Dispose();
        _folder.Dispose();
    }
}
