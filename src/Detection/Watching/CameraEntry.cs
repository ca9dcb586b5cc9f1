using System.Text.Json.Serialization;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>
/// A camera as a list has it. What can be left out has a setter: else the reader would set it to null.
/// </summary>
internal sealed record CameraEntry(string Source)
{
    public string? Name { get; init; }

    public ZoneEntry[] Zones { get; set; } = [];

    public LineEntry[] Lines { get; set; } = [];

    public double[][][] Masks { get; set; } = [];

    public string[]? Classes { get; init; }

    public WatchedCamera ToCamera(string folder)
    {
        string beside = Path.Combine(folder, Source);
        WatchRules rules = new()
        {
            Zones = [.. Zones.Select(zone => zone.ToZone())],
            Lines = [.. Lines.Select(line => line.ToLine())],
            Masks = [.. Masks.Select(Points)],
            Classes = Classes,
        };
        return new WatchedCamera(Path.Exists(beside) ? beside : Source, Name, rules);
    }

    private static IReadOnlyList<Point2d> Points(double[][] corners) => [.. corners.Select(WatchedCamera.Point)];

    internal sealed record ZoneEntry(string Name, double[][] Corners)
    {
        public double? AlarmAfter { get; init; }

        public Zone ToZone() => new(Name, Points(Corners))
        {
            AlarmAfter = AlarmAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    internal sealed record LineEntry(string Name, double[] From, double[] To)
    {
        public CountingLine ToLine() => new(Name, WatchedCamera.Point(From), WatchedCamera.Point(To));
    }
}

/// <summary>Reads lists without reflection, so that trimmed programs can.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(CameraEntry[]))]
internal sealed partial class CameraEntries : JsonSerializerContext;
