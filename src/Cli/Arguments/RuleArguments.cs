using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DetectionSdk.Watching;
using OpenCvSharp;

namespace DetectionSdk.Cli;

/// <summary>The options that say what is looked for in front of cameras.</summary>
internal sealed class RuleArguments
{
    private const string Corners = "X,Y:X,Y:X,Y[:X,Y]";

    private readonly Option<string[]> _zones = Create(
        "--zone", $"NAME:{Corners}", "Counts the objects in this part of the picture; by its corners, in pixels.");
    private readonly Option<string[]> _lines = Create(
        "--line", "NAME:X,Y:X,Y", "Counts crossings: forward from its left to its right, as one walks along it.");
    private readonly Option<string[]> _alarms = Create(
        "--alarm", "ZONE:SECONDS", "Raises an alarm for an object that stays so long; 0 for all that enter.");
    private readonly Option<string[]> _masks = Create(
        "--mask", Corners, "Blackens this part of the picture before anything looks at it.");
    private readonly Option<string?> _classes = new("--classes")
    {
        Description = "Objects that count, by the model's names; all by default.",
        HelpName = "NAME,NAME...",
    };

    private Option[] All => [_zones, _lines, _alarms, _masks, _classes];

    public RuleArguments(Command command)
    {
        foreach (Option option in All) command.Options.Add(option);
    }

    /// <summary>Whether any rule is on the command line.</summary>
    public bool AreGiven(CommandResult arguments) =>
        Array.Exists(All, option => arguments.GetResult(option) is not null);

    /// <exception cref="UsageException">A value is no shape, or an alarm names no zone.</exception>
    public WatchRules Read(ParseResult arguments)
    {
        Dictionary<string, TimeSpan> alarms = ReadAlarms(arguments);
        Zone[] zones = [.. Values(arguments, _zones).Select(value => ReadZone(value, alarms))];
        foreach (string name in alarms.Keys.Where(name => !Array.Exists(zones, zone => zone.Name == name)))
            throw new UsageException($"--alarm names the zone '{name}', which no --zone is called.");
        return new WatchRules
        {
            Zones = zones,
            Lines = [.. Values(arguments, _lines).Select(ReadLine)],
            Masks = [.. Values(arguments, _masks).Select(value => ReadPoints(_masks, value, value.Split(':'), 3))],
            Classes = arguments.GetValue(_classes)?.Split(
                ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        };
    }

    private static Option<string[]> Create(string name, string value, string description) => new(name)
    {
        Description = description, HelpName = value,
    };

    private static string[] Values(ParseResult arguments, Option<string[]> option) => arguments.GetValue(option) ?? [];

    private Zone ReadZone(string value, Dictionary<string, TimeSpan> alarms)
    {
        string[] parts = value.Split(':');
        return new Zone(parts[0], ReadPoints(_zones, value, parts[1..], 3))
        {
            AlarmAfter = alarms.TryGetValue(parts[0], out TimeSpan after) ? after : null,
        };
    }

    private CountingLine ReadLine(string value)
    {
        string[] parts = value.Split(':');
        Point2d[] ends = ReadPoints(_lines, value, parts[1..], 2);
        return ends.Length == 2 ? new CountingLine(parts[0], ends[0], ends[1]) : throw Wrong(_lines, value);
    }

    private Dictionary<string, TimeSpan> ReadAlarms(ParseResult arguments)
    {
        Dictionary<string, TimeSpan> alarms = [];
        foreach (string value in Values(arguments, _alarms))
        {
            if (value.Split(':') is not [string zone, string seconds] || Number(seconds) is not { } after)
                throw Wrong(_alarms, value);
            alarms[zone] = TimeSpan.FromSeconds(after);
        }
        return alarms;
    }

    private static Point2d[] ReadPoints(Option option, string value, string[] parts, int least)
    {
        Point2d?[] points = [.. parts.Select(ReadPoint)];
        return points.Length >= least && !points.Contains(null)
            ? [.. points.Select(point => point!.Value)]
            : throw Wrong(option, value);
    }

    private static Point2d? ReadPoint(string part) =>
        part.Split(',') is [string first, string second] && Number(first) is { } x && Number(second) is { } y
            ? new Point2d(x, y)
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? number
            : null;

    private static UsageException Wrong(Option option, string value) =>
        new($"{option.Name} is '{value}'; expected {option.HelpName}.");
}
