using System.Text.Json;

namespace DetectionSdk.Cli;

/// <summary>The curves in a run's <c>log.jsonl</c>: numbers over steps, by name.</summary>
internal static class RunLog
{
    /// <summary>
    /// Reads the curves; none where there is no log yet. What is no number is left out, and so is a line that was cut
    /// off or is none of a training's.
    /// </summary>
    public static IReadOnlyDictionary<string, List<(double Step, double Value)>> Read(string run)
    {
        Dictionary<string, List<(double, double)>> curves = [];
        string path = Path.Combine(run, "log.jsonl");
        if (!File.Exists(path)) return curves;
        foreach (string line in File.ReadLines(path)) Add(line);
        return curves;

        void Add(string line)
        {
            using JsonDocument? values = Parse(line);
            if (values is null || StepOf(values.RootElement) is not { } step) return;
            foreach (JsonProperty value in values.RootElement.EnumerateObject())
            {
                if (value.Value.ValueKind == JsonValueKind.Number) AddPoint(value.Name, step, value.Value);
                if (value.Value.ValueKind != JsonValueKind.Object) continue;
                foreach (JsonProperty term in value.Value.EnumerateObject())
                    AddPoint($"{value.Name}/{term.Name}", step, term.Value);
            }
        }

        void AddPoint(string name, double step, JsonElement value)
        {
            if (value.ValueKind != JsonValueKind.Number) return;
            if (!curves.TryGetValue(name, out List<(double, double)>? points)) curves.Add(name, points = []);
            points.Add((step, value.GetDouble()));
        }
    }

    private static JsonDocument? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static double? StepOf(JsonElement line) =>
        line.ValueKind == JsonValueKind.Object && line.TryGetProperty("step", out JsonElement step)
            && step.ValueKind == JsonValueKind.Number
            ? step.GetDouble()
            : null;
}
