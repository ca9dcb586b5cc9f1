using System.Text.Json;
using OpenCvSharp;

namespace DetectionSdk.Watching;

/// <summary>A camera of a list, with its rules.</summary>
/// <param name="Source">Clip, folder, device or address.</param>
/// <param name="Name">Names it in events; null for the name of its source.</param>
/// <param name="Rules">What is looked for.</param>
public sealed record WatchedCamera(string Source, string? Name, WatchRules Rules)
{
    /// <summary>
    /// Reads a list: <c>[ { "source", "name", "zones": [ { "name", "corners": [[x, y], ...], "alarmAfter": seconds }
    /// ], "lines": [ { "name", "from": [x, y], "to": [x, y] } ], "masks": [ [[x, y], ...] ], "classes": [...] } ]</c>.
    /// Only the source must be there; files are looked for beside the list first.
    /// </summary>
    /// <exception cref="WatchRulesException">It is no such list, or a rule of it is wrong in itself.</exception>
    public static IReadOnlyList<WatchedCamera> ReadList(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream file = File.OpenRead(path);
            CameraEntry[]? entries = JsonSerializer.Deserialize(file, CameraEntries.Default.CameraEntryArray);
            string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            WatchedCamera[] cameras = [.. (entries ?? []).Select(entry => entry.ToCamera(folder))];
            foreach (WatchedCamera camera in cameras) camera.Rules.Validate();
            return cameras.Length > 0
                ? cameras
                : throw new WatchRulesException("there is no camera in it; expected at least one.");
        }
        catch (Exception error) when (error is JsonException or WatchRulesException)
        {
            throw new WatchRulesException($"'{path}' is no list of cameras: {error.Message}");
        }
    }

    internal static Point2d Point(double[] numbers) => numbers is [double x, double y]
        ? new Point2d(x, y)
        : throw new WatchRulesException($"a point has {numbers.Length} numbers; expected [x, y].");
}
