using System.Text.Json;
using DetectionSdk.Imaging;

namespace DetectionSdk.Degradation;

/// <summary>
/// One line of <c>plans.jsonl</c>: which image became which, by which plan. Together with the inputs it reproduces the
/// outputs to the byte.
/// </summary>
/// <param name="Item">Source and output.</param>
/// <param name="Plan">
/// What was done. For a clip: what was done to the first frame, see <see cref="ClipDegradation"/>.
/// </param>
public sealed record DegradationRecord(DegradationItem Item, DegradationPlan Plan)
{
    private const string Stored = "stored";

    /// <summary>
    /// The record as one line: <c>{"source": ..., "output": ..., "plan": {...}}</c>, and <c>"orientation": "stored"</c>
    /// before the plan where that is how the source was read.
    /// </summary>
    public string ToJson()
    {
        string orientation = Item.Orientation == ImageOrientation.Stored ? $"\"orientation\":\"{Stored}\"," : "";
        string source = JsonSerializer.Serialize(Item.Source), output = JsonSerializer.Serialize(Item.Output);
        return $"{{\"source\":{source},\"output\":{output},{orientation}\"plan\":{Plan.ToJson()}}}";
    }

    /// <summary>Reads all records of a file. A last line that was cut off by an interruption is left out.</summary>
    /// <exception cref="DegradationException">
    /// There is no such file, or another line is no record; the message names file and line.
    /// </exception>
    public static IReadOnlyList<DegradationRecord> ReadAll(string path)
    {
        if (!File.Exists(path)) throw new DegradationException($"'{path}' does not exist; expected a plans.jsonl.");
        string text = File.ReadAllText(path);
        string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        int whole = text.EndsWith('\n') ? lines.Length : lines.Length - 1;
        return [.. lines.Take(whole).Select((line, i) => Parse(line, $"{path}:{i + 1}"))];
    }

    private static DegradationRecord Parse(string line, string place)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            DegradationItem item = new(
                root.GetProperty("source").GetString()!, root.GetProperty("output").GetString()!)
            {
                Orientation = root.TryGetProperty("orientation", out JsonElement orientation)
                    && orientation.GetString() == Stored ? ImageOrientation.Stored : ImageOrientation.Upright,
            };
            return new DegradationRecord(item, DegradationPlan.FromJson(root.GetProperty("plan").GetRawText()));
        }
        catch (Exception error)
            when (error is JsonException or KeyNotFoundException or InvalidOperationException or DegradationException)
        {
            throw new DegradationException($"{place}: no record of a degradation: {error.Message}", error);
        }
    }
}
