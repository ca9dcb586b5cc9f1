using DetectionSdk.Tracking;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>An identity in front of a camera, and what has happened to it.</summary>
internal sealed class PresentObject
{
    public TrackedObject Last { get; private set; }

    public long LastFrame { get; private set; }

    public int Sightings { get; private set; }

    /// <summary>Whether its class is settled, so that it can be told of.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Whether it is of a class that does not count.</summary>
    public bool IsIgnored { get; private set; }

    /// <summary>What happened before its class was settled.</summary>
    public List<WatchEvent> Untold { get; } = [];

    /// <summary>The zones that it is in, since when, and whether it has raised their alarm.</summary>
    public Dictionary<string, (TimeSpan Since, bool IsAlarmed)> Stays { get; } = [];

    /// <summary>Where it was last seen off each line.</summary>
    public Dictionary<string, Point2d> Beside { get; } = [];

    public void See(TrackedObject item, long frame)
    {
        Last = IsSettled ? WithClassOf(Last, item) : item;
        LastFrame = frame;
        Sightings++;
    }

    /// <summary>Its class is the one that its detections so far voted for.</summary>
    public void Settle(IReadOnlyCollection<string>? classes)
    {
        IsSettled = true;
        IsIgnored = classes?.Contains(Last.Detection.Label) is false;
    }

    /// <summary>An event with the class that is settled now.</summary>
    public WatchEvent Settled(WatchEvent happened) =>
        happened.Tracked is { } item ? happened with { Tracked = WithClassOf(Last, item) } : happened;

    private static TrackedObject WithClassOf(TrackedObject settled, TrackedObject item) => item with
    {
        Detection = item.Detection with { ClassId = settled.Detection.ClassId, Label = settled.Detection.Label },
    };
}
