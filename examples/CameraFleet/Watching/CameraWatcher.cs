using DetectionSdk.Examples.CameraFleet.Events;
using DetectionSdk.Streaming;
using DetectionSdk.Tracking;

namespace DetectionSdk.Examples.CameraFleet.Watching;

/// <summary>
/// Watches one camera on this silo and notes what appears. Identities last for a stretch of frames. A silo that takes a
/// camera over begins with the first frame of a stretch that is not done, so that it finds the same objects under the
/// same identities again, and what is noted already is not noted twice.
/// </summary>
internal sealed class CameraWatcher(
    CameraSettings camera, string silo, Detector detector, IEventStore store, ILogger logger)
{
    /// <summary>Frames of a stretch.</summary>
    public const int Stretch = 100;

    private static readonly TimeSpan CommitInterval = TimeSpan.FromSeconds(1);

    private long _frame, _events;

    /// <summary>What it is doing.</summary>
    public CameraState State => new(camera.Name, silo, Volatile.Read(ref _frame), Volatile.Read(ref _events), null);

    /// <summary>Runs until the token is cancelled, or until the source has ended.</summary>
    /// <exception cref="SupersededException">Another silo has taken the camera over.</exception>
    /// <exception cref="DetectionSdkException">The camera cannot be read.</exception>
    public async Task RunAsync(CancellationToken token)
    {
        Watch watch = await store.BeginAsync(camera.Name, silo, token);
        bool isRecorded = camera.RecordedRate is not null;
        long first = isRecorded ? watch.Frame - watch.Frame % Stretch : watch.Frame;
        Log.Watched(logger, camera.Name, first, watch.Turn);
        do
        {
            using VideoSource source = isRecorded
                ? new RecordedCamera(camera, watch.Started, first, Stretch)
                : VideoSource.Open(camera.Address);
            await FollowAsync(source, watch, first, token);
            first += Stretch;
        }
        while (isRecorded);
    }

    private async Task FollowAsync(VideoSource source, Watch watch, long first, CancellationToken token)
    {
        List<FleetEvent> events = [];
        HashSet<int> known = [];
        long done = first, committed = Environment.TickCount64;
        StreamDetection stream = new(detector, source, new StreamOptions { Tracking = new TrackerOptions() });
        await foreach (FrameResult result in stream.WithCancellation(token))
        {
            done = first + result.Index + 1;
            foreach (TrackedObject seen in result.Tracks)
                if (known.Add(seen.Id))
                    events.Add(EventOf(done - 1, seen));
            if (Environment.TickCount64 - committed < CommitInterval.TotalMilliseconds) continue;
            await CommitAsync(watch, done, events, token);
            committed = Environment.TickCount64;
        }
        await CommitAsync(watch, done, events, token);
    }

    private static FleetEvent EventOf(long frame, TrackedObject seen) =>
        new(frame, seen.Id, seen.Detection.Label, seen.Detection.Score, seen.Detection.Box);

    private async Task CommitAsync(Watch watch, long frame, List<FleetEvent> events, CancellationToken token)
    {
        await store.CommitAsync(watch, frame, events, token);
        Volatile.Write(ref _frame, frame);
        Interlocked.Add(ref _events, events.Count);
        events.Clear();
    }
}
