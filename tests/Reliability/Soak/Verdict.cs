using System.Globalization;

namespace DetectionSdk.Soak;

/// <summary>
/// Whether a soak stayed flat: the median of the last quarter of its time against that of the second. The first is
/// left out, in which buffers find their size.
/// </summary>
internal sealed class Verdict
{
    private static readonly (string Name, Func<Resources, double> Of, double Share, double Bound)[] Bounds =
    [
        ("managed MB", moment => moment.Managed, 0.05, 16),
        ("handles", moment => moment.Handles, 0, 6),
        ("threads", moment => moment.Threads, 0, 6),
        ("children", moment => moment.Children, 0, 1),
    ];

    private readonly List<Resources> _moments;

    public Verdict(List<Resources> moments, double residentGrowth)
    {
        _moments = moments;
        Resources early = Resources.Median(Part(0.25, 0.5)), late = Resources.Median(Part(0.75, 1));
        Growth =
        [
            ("resident MB", late.Resident - early.Resident, residentGrowth),
            .. Bounds.Select(bound => (
                bound.Name, bound.Of(late) - bound.Of(early), bound.Bound + bound.Share * bound.Of(early)))
        ];
    }

    /// <summary>What grew by how much, and the most that is allowed.</summary>
    public IReadOnlyList<(string Name, double Grown, double Allowed)> Growth { get; }

    public bool IsFlat => Growth.All(growth => growth.Grown <= growth.Allowed);

    /// <summary>Prints ten moments, medians of a tenth of the time each, then growth beside its bound.</summary>
    public void Write(TextWriter writer)
    {
        writer.WriteLine("| seconds | resident MB | managed MB | handles | threads | children |");
        writer.WriteLine("|---|---|---|---|---|---|");
        for (int part = 0; part < 10; part++)
        {
            Resources moment = Resources.Median(Part(part / 10.0, (part + 1) / 10.0));
            writer.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {moment.Seconds:0} | {moment.Resident:0} | {moment.Managed:0.0} | {moment.Handles} | "
                + $"{moment.Threads} | {moment.Children} |"));
        }
        writer.WriteLine("\n| last quarter less second | grown | allowed |\n|---|---|---|");
        foreach ((string name, double grown, double allowed) in Growth)
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {grown:0.0} | {allowed:0.0} |"));
    }

    private List<Resources> Part(double from, double to) =>
        _moments[(int)(from * _moments.Count)..(int)Math.Ceiling(to * _moments.Count)];
}
