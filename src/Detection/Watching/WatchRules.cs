using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// What is looked for in the pictures of one camera. Immutable; checked when a <see cref="CameraWatch"/> is made, and
/// against the size of the picture when the first one comes.
/// </summary>
public sealed record WatchRules
{
    private const int FewestCorners = 3;

    /// <summary>Where objects are counted. Default none.</summary>
    public IReadOnlyList<Zone> Zones { get; init; } = [];

    /// <summary>Where crossings are counted. Default none.</summary>
    public IReadOnlyList<CountingLine> Lines { get; init; } = [];

    /// <summary>
    /// Parts of the picture that nobody may see, by their corners: black before anything else looks at a frame, the
    /// detector and recordings included. Default none.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<Point2d>> Masks { get; init; } = [];

    /// <summary>The classes of objects that count, by the detector's names. Default null: all.</summary>
    public IReadOnlyCollection<string>? Classes { get; init; }

    internal bool HasPlaces => Zones.Count + Lines.Count + Masks.Count > 0;

    /// <exception cref="WatchRulesException">A shape is none, or two have one name.</exception>
    internal void Validate()
    {
        foreach (Zone zone in Zones) Validate(zone);
        foreach (CountingLine line in Lines)
            Require(
                line.From != line.To, $"{Describe(line)} begins and ends at {Text(line.From)}; expected two points.");
        foreach (IReadOnlyList<Point2d> mask in Masks) RequireArea(mask, "A mask");
        string[] names = [.. Zones.Select(zone => zone.Name), .. Lines.Select(line => line.Name)];
        foreach (string name in names)
        {
            Require(!string.IsNullOrWhiteSpace(name), "A zone or a line has no name; expected one.");
            Require(names.Count(other => other == name) == 1, $"'{name}' names two places; expected different names.");
        }
    }

    /// <exception cref="WatchRulesException">A shape is not in the picture.</exception>
    internal void RequireFit(Size picture)
    {
        foreach (Zone zone in Zones) RequireInside(picture, zone.Corners, Describe(zone));
        foreach (CountingLine line in Lines) RequireInside(picture, [line.From, line.To], Describe(line));
        foreach (IReadOnlyList<Point2d> mask in Masks) RequireInside(picture, mask, "A mask");
    }

    /// <exception cref="WatchRulesException">A class is none of the detector's.</exception>
    internal void RequireKnown(IReadOnlyList<string> classNames)
    {
        foreach (string name in Classes ?? [])
            Require(
                classNames.Contains(name),
                $"The detector does not know the class '{name}'; expected of: {string.Join(", ", classNames)}.");
    }

    private static void Validate(Zone zone)
    {
        RequireArea(zone.Corners, Describe(zone));
        Require(
            !(zone.AlarmAfter < TimeSpan.Zero),
            $"{Describe(zone)} raises its alarm after {zone.AlarmAfter?.TotalSeconds} s; expected at least 0.");
    }

    private static void RequireArea(IReadOnlyList<Point2d> corners, string place)
    {
        Require(
            corners.Count >= FewestCorners,
            $"{place} has {corners.Count} corners; expected at least {FewestCorners}.");
        Require(Cv2.ContourArea(Shapes.Contour(corners)) > 0, $"{place} has no area; expected corners around one.");
    }

    private static void RequireInside(Size picture, IReadOnlyList<Point2d> points, string place)
    {
        foreach (Point2d point in points)
            Require(
                point.X >= 0 && point.Y >= 0 && point.X <= picture.Width && point.Y <= picture.Height,
                $"{place} reaches {Text(point)}, outside of the picture of {picture.Width} x {picture.Height} pixels.");
    }

    private static string Describe(Zone zone) => $"Zone '{zone.Name}'";

    private static string Describe(CountingLine line) => $"Line '{line.Name}'";

    private static string Text(Point2d point) => FormattableString.Invariant($"({point.X:0.#}, {point.Y:0.#})");

    private static void Require(bool holds, string message)
    {
        if (!holds) throw new WatchRulesException(message);
    }
}
