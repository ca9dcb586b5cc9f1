using DetectionSdk.Examples.CameraFleet.Watching;

namespace DetectionSdk.Examples.CameraFleet.Events;

/// <summary>Remembers while the process lives: for one machine, to try the fleet out.</summary>
internal sealed class MemoryEventStore(TimeProvider clock) : IEventStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, CameraSettings> _settings = [];
    private readonly Dictionary<string, Watch> _watches = [];
    private readonly Dictionary<(string Camera, long Frame, int Track), FleetEvent> _events = [];

    /// <summary>All that was noted.</summary>
    public IReadOnlyList<(string Camera, FleetEvent Event)> Events
    {
        get
        {
            lock (_lock) return [.. _events.Select(noted => (noted.Key.Camera, noted.Value))];
        }
    }

    /// <summary>Frames of a camera that are done.</summary>
    public long FrameOf(string camera)
    {
        lock (_lock) return _watches.GetValueOrDefault(camera)?.Frame ?? 0;
    }

    public Task PrepareAsync(CancellationToken token) => Task.CompletedTask;

    public Task SetAsync(string camera, CameraSettings? settings, CancellationToken token)
    {
        lock (_lock)
        {
            if (settings is null) _settings.Remove(camera);
            else _settings[camera] = settings;
        }
        return Task.CompletedTask;
    }

    public Task<CameraSettings?> FindAsync(string camera, CancellationToken token)
    {
        lock (_lock) return Task.FromResult(_settings.GetValueOrDefault(camera));
    }

    public Task<Watch> BeginAsync(string camera, string silo, CancellationToken token)
    {
        lock (_lock)
        {
            Watch last = _watches.GetValueOrDefault(camera) ?? new Watch(camera, 0, clock.GetUtcNow(), 0);
            return Task.FromResult(_watches[camera] = last with { Turn = last.Turn + 1 });
        }
    }

    public Task CommitAsync(Watch watch, long frame, IReadOnlyList<FleetEvent> events, CancellationToken token)
    {
        lock (_lock)
        {
            Watch current = _watches[watch.Camera];
            if (current.Turn != watch.Turn) throw new SupersededException(watch.Camera);
            foreach (FleetEvent noted in events) _events.TryAdd((watch.Camera, noted.Frame, noted.Track), noted);
            _watches[watch.Camera] = current with { Frame = Math.Max(frame, current.Frame) };
        }
        return Task.CompletedTask;
    }
}
