using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// Makes events of the results of one camera. An identity is told of once so many detections have voted for its class
/// that it may be relied on, or when it has gone; whatever happened to it until then is told with it.
/// </summary>
/// <param name="camera">Name of the camera.</param>
/// <param name="rules">What is looked for.</param>
/// <param name="memory">Frames after which an object that is not seen has gone.</param>
/// <param name="clock">Dates the events.</param>
internal sealed class EventRules(string camera, WatchRules rules, int memory, TimeProvider clock)
{
    private const int Votes = 5;

    // Boxes tremble by some share of their height: so far an object must be past an edge.
    private const double Tremble = 0.1;

    private readonly Dictionary<int, PresentObject> _present = [];
    private readonly (Zone Zone, Point2f[] Contour)[] _zones =
        [.. rules.Zones.Select(zone => (zone, Shapes.Contour(zone.Corners)))];
    private List<WatchEvent> _events = [];
    private bool _isFrozen;
    private TimeSpan _time;
    private long _frame;

    public PlaceCounts Counts { get; } = new(rules);

    /// <summary>What happened in a frame.</summary>
    public IReadOnlyList<WatchEvent> Update(FrameResult result)
    {
        _events = [];
        (_time, _frame) = (result.Time, result.Index);
        LookAtCamera(result);
        foreach (TrackedObject item in result.Tracks) See(item, result.Index);
        foreach (PresentObject gone in _present.Values.Where(o => result.Index - o.LastFrame > memory).ToArray())
            Forget(gone);
        return _events;
    }

    /// <summary>The camera was lost.</summary>
    public WatchEvent Lose(string reason) => New(WatchEventKind.Lost, _frame) with { Reason = reason };

    /// <summary>What is left to say when no frame follows.</summary>
    public IReadOnlyList<WatchEvent> End()
    {
        _events = [];
        foreach (PresentObject gone in _present.Values.ToArray()) Forget(gone);
        return _events;
    }

    /// <summary>The objects of a frame that count, after <see cref="Update"/>.</summary>
    public IReadOnlyList<WatchedObject> Shown(FrameResult result) => result.IsTracked
        ? [
            .. result.Tracks.Select(track => _present[track.Id])
                .Where(seen => !seen.IsIgnored && IsCounted(seen.Last.Detection))
                .Select(seen => new WatchedObject(seen.Last.Id, seen.Last.Detection)),
        ]
        : [.. result.Detections.Objects.Where(IsCounted).Select(found => new WatchedObject(null, found))];

    private bool IsCounted(DetectedObject found) => rules.Classes?.Contains(found.Label) is not false;

    private void LookAtCamera(FrameResult result)
    {
        if (result.Gap is { } gap)
            _events.Add(
                New(WatchEventKind.Returned, result.Index) with { Duration = gap.Duration, Reason = gap.Reason });
        if (result.IsFrozen != _isFrozen)
            _events.Add(New(result.IsFrozen ? WatchEventKind.Frozen : WatchEventKind.Moving, result.Index));
        _isFrozen = result.IsFrozen;
    }

    private void See(TrackedObject item, long frame)
    {
        bool isNew = !_present.TryGetValue(item.Id, out PresentObject? seen);
        seen ??= _present[item.Id] = new PresentObject();
        seen.See(item, frame);
        if (isNew) Raise(seen, WatchEventKind.Appeared);
        Point2d foot = Shapes.Foot(item.Detection.Box);
        double tremble = Tremble * item.Detection.Box.Height;
        foreach ((Zone zone, Point2f[] contour) in _zones) LookAtZone(seen, zone, contour, foot, tremble);
        foreach (CountingLine line in rules.Lines) LookAtLine(seen, line, foot, tremble);
        if (seen.Sightings == Votes) Settle(seen);
    }

    private void LookAtZone(PresentObject seen, Zone zone, Point2f[] contour, Point2d foot, double tremble)
    {
        double depth = Cv2.PointPolygonTest(contour, new Point2f((float)foot.X, (float)foot.Y), measureDist: true);
        if (!seen.Stays.TryGetValue(zone.Name, out (TimeSpan Since, bool IsAlarmed) stay))
        {
            if (depth < 0) return;
            stay = (_time, false);
            Raise(seen, WatchEventKind.Entered, zone.Name);
        }
        else if (depth < -tremble)
        {
            Leave(seen, zone.Name);
            return;
        }
        bool isAlarm = !stay.IsAlarmed && zone.AlarmAfter <= _time - stay.Since;
        if (isAlarm) Raise(seen, WatchEventKind.Alarm, zone.Name, duration: _time - stay.Since);
        seen.Stays[zone.Name] = (stay.Since, stay.IsAlarmed || isAlarm);
    }

    private void LookAtLine(PresentObject seen, CountingLine line, Point2d foot, double tremble)
    {
        double side = Shapes.Side(line, foot);
        if (Math.Abs(side) <= tremble) return;
        if (seen.Beside.TryGetValue(line.Name, out Point2d before) && Shapes.Crosses(line, before, foot))
            Raise(seen, WatchEventKind.Crossed, line.Name, isForward: side > 0);
        seen.Beside[line.Name] = foot;
    }

    private void Leave(PresentObject seen, string zone)
    {
        Raise(seen, WatchEventKind.Left, zone, duration: _time - seen.Stays[zone].Since);
        seen.Stays.Remove(zone);
    }

    private void Forget(PresentObject gone)
    {
        foreach (string zone in gone.Stays.Keys.ToArray()) Leave(gone, zone);
        Raise(gone, WatchEventKind.Gone);
        Settle(gone);
        _present.Remove(gone.Last.Id);
    }

    private void Settle(PresentObject seen)
    {
        if (seen.IsSettled) return;
        seen.Settle(rules.Classes);
        if (!seen.IsIgnored) _events.AddRange(seen.Untold.Select(told => Counts.Add(seen.Settled(told))));
        seen.Untold.Clear();
    }

    private void Raise(
        PresentObject seen, WatchEventKind kind, string? place = null, bool? isForward = null,
        TimeSpan? duration = null)
    {
        WatchEvent happened = New(kind, seen.LastFrame) with
        {
            Tracked = seen.Last, Place = place, IsForward = isForward, Duration = duration,
        };
        if (!seen.IsSettled) seen.Untold.Add(happened);
        else if (!seen.IsIgnored) _events.Add(Counts.Add(happened));
    }

    private WatchEvent New(WatchEventKind kind, long frame) =>
        new(clock.GetUtcNow(), camera, frame, kind) { At = _time };
}
