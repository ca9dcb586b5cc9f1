namespace DetectionSdk.Watching;

/// <summary>Counts what happens at the zones and lines of a camera.</summary>
internal sealed class PlaceCounts(WatchRules rules)
{
    private readonly Dictionary<string, int> _inside = [];
    private readonly Dictionary<(string Place, bool IsForward), int> _total = [];

    public IReadOnlyList<ZoneCount> Zones =>
        [.. rules.Zones.Select(zone => new ZoneCount(zone, Inside(zone.Name), Total(zone.Name, true)))];

    public IReadOnlyList<LineCount> Lines =>
        [.. rules.Lines.Select(line => new LineCount(line, Total(line.Name, true), Total(line.Name, false)))];

    /// <summary>Counts an event in, and gives it the count.</summary>
    public WatchEvent Add(WatchEvent happened)
    {
        if (happened.Place is not { } place) return happened;
        int count = happened.Kind switch
        {
            WatchEventKind.Entered => Enter(place),
            WatchEventKind.Left => _inside[place] = Inside(place) - 1,
            WatchEventKind.Crossed => Pass(place, happened.IsForward is true),
            _ => Inside(place),
        };
        return happened with { Count = count };
    }

    private int Enter(string zone)
    {
        Pass(zone, isForward: true);
        return _inside[zone] = Inside(zone) + 1;
    }

    private int Pass(string place, bool isForward) => _total[(place, isForward)] = Total(place, isForward) + 1;

    private int Inside(string zone) => _inside.GetValueOrDefault(zone);

    private int Total(string place, bool isForward) => _total.GetValueOrDefault((place, isForward));
}
