using System.Text.Json;

namespace DetectionSdk.Degradation;

/// <summary>One line of a <c>plans.jsonl</c>: what was done to one file.</summary>
/// <param name="File">The input, relative to the input folder, with forward slashes.</param>
/// <param name="Output">The output, relative to the output folder, with forward slashes.</param>
/// <param name="Seed">What the plan was drawn with.</param>
/// <param name="Plan">The plan of the image, or of the clip's first frame; later frames have <see cref="DegradationPlan.ForFrame"/>.</param>
public sealed record PlanLine(string File, string Output, long Seed, DegradationPlan Plan)
{
    /// <summary>Reads a <c>plans.jsonl</c>.</summary>
    /// <exception cref="DegradationException">The file cannot be read or a line is not a plan; the message names file and line.</exception>
    public static IReadOnlyList<PlanLine> Read(string path)
    {
        try
        {
            return [.. System.IO.File.ReadLines(path).Select((line, i) => DegradationJson.Parse<PlanLine>(line, $"line {i + 1}"))];
        }
        catch (Exception error) when (error is DegradationException or IOException or UnauthorizedAccessException)
        {
            throw new DegradationException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The line, without its end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, DegradationJson.Compact);
}
