using DetectionSdk.Streaming;
using DetectionSdk.Tracking;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Tests.Watching;

/// <summary>
/// A camera of 100 x 100 pixels and one frame a second, whose objects are told by hand. They are 10 pixels wide and
/// high, so that boxes tremble by one, and stand where they are said to.
/// </summary>
internal sealed class WatchScene(WatchRules rules, int memory = 3)
{
    private readonly EventRules _rules = new("gate", rules, memory, TimeProvider.System);
    private readonly List<WatchEvent> _events = [];
    private long _frame;

    public IReadOnlyList<ZoneCount> Zones => _rules.Counts.Zones;

    public IReadOnlyList<LineCount> Lines => _rules.Counts.Lines;

    /// <summary>What happened so far: <c>FRAME KIND #ID CLASS PLACE COUNT</c>.</summary>
    public IEnumerable<string> Events => _events.Select(Describe);

    public IReadOnlyList<WatchedObject> Shown { get; private set; } = [];

    /// <summary>The next frame.</summary>
    public WatchScene See(params (int Id, double X, double Y, string Label)[] objects) => See(objects, false, null);

    public WatchScene See(
        (int Id, double X, double Y, string Label)[] objects, bool isFrozen, StreamGap? gap)
    {
        TrackedObject[] tracks =
        [
            .. objects.Select(o => new TrackedObject(
                o.Id, new DetectedObject(new Rect2d(o.X - 5, o.Y - 10, 10, 10), o.Label.Length, o.Label, 0.9f), 0)),
        ];
        FrameResult result = new()
        {
            Source = "gate", Index = _frame, Time = TimeSpan.FromSeconds(_frame), Image = null!,
            Detections = new DetectionResult(new Size(100, 100), [.. tracks.Select(t => t.Detection)]),
            Tracks = tracks, IsTracked = true, Timings = default, Latency = default, Processed = _frame + 1,
            Dropped = 0, IsFrozen = isFrozen, Gap = gap,
        };
        _frame++;
        _events.AddRange(_rules.Update(result));
        Shown = _rules.Shown(result);
        return this;
    }

    public WatchScene End()
    {
        _events.AddRange(_rules.End());
        return this;
    }

    private static string Describe(WatchEvent happened) => string.Join(
        ' ',
        new[]
        {
            $"{happened.Frame}", happened.Kind.ToString(),
            happened.Tracked is { } item ? $"#{item.Id} {item.Detection.Label}" : null, happened.Place,
            happened.IsForward switch { true => "forward", false => "backward", _ => null },
            happened.Count?.ToString(),
            happened.Duration is { } duration ? $"{duration.TotalSeconds} s" : null, happened.Reason,
        }.OfType<string>());
}
