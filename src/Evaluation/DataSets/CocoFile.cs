using System.Text.Json;
using System.Text.Json.Serialization;

namespace DetectionSdk.Evaluation;

/// <summary>The parts of a COCO instances json that boxes need; everything else in it is skipped unread.</summary>
internal sealed record CocoFile(
    IReadOnlyList<CocoImage?>? Images,
    IReadOnlyList<CocoAnnotation?>? Annotations,
    IReadOnlyList<CocoCategory?>? Categories);

internal sealed record CocoImage(long? Id, string? FileName, double? Width, double? Height);

internal sealed record CocoCategory(int? Id, string? Name);

internal sealed record CocoAnnotation(
    long? Id,
    long? ImageId,
    int? CategoryId,
    [property: JsonPropertyName("bbox")] double[]? Box,
    double? Area,
    [property: JsonPropertyName("iscrowd")] int? Crowd);

/// <summary>One entry of a COCO results json.</summary>
internal sealed record CocoResult(
    long? ImageId,
    int? CategoryId,
    [property: JsonPropertyName("bbox")] double[]? Box,
    double? Score);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CocoFile))]
[JsonSerializable(typeof(IReadOnlyList<CocoResult?>))]
internal sealed partial class CocoJson : JsonSerializerContext
{
    /// <summary>Reads a json file; faults name the file, the line and the place in the document.</summary>
    public static T Read<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, string expected) where T : class
    {
        using FileStream file = DataSetFile.Open(path, DataSetFile.MaximumJsonBytes);
        try
        {
            return JsonSerializer.Deserialize(file, type) ?? throw new DataSetException(path, null, $"holds null, expected {expected}.");
        }
        catch (JsonException fault)
        {
            int? line = fault.LineNumber is { } number ? (int)number + 1 : null;
            throw new DataSetException(path, line, $"broken at '{fault.Path}', expected {expected}: {fault.Message}", fault);
        }
    }

    /// <summary>Writes a json file whole or not at all.</summary>
    public static void Write<T>(string path, T value, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type) =>
        DataSetFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type));
}
