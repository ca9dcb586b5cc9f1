using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

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

/// <summary>Results wrapped like annotations: some tools write them so.</summary>
internal sealed record CocoResultFile(IReadOnlyList<CocoResult?>? Annotations);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CocoFile))]
[JsonSerializable(typeof(CocoResultFile))]
[JsonSerializable(typeof(IReadOnlyList<CocoResult?>))]
internal sealed partial class CocoJson : JsonSerializerContext
{
    /// <summary>Reads a json file; faults name the file, the line and the place in the document.</summary>
    public static T Read<T>(string path, JsonTypeInfo<T> type, string expected) where T : class
    {
        using FileStream file = DataSetFile.Open(path, DataSetFile.MaximumJsonBytes);
        try
        {
            return JsonSerializer.Deserialize(file, type)
                ?? throw new DataSetException(path, null, $"holds null, expected {expected}.");
        }
        catch (JsonException fault)
        {
            int? line = fault.LineNumber is { } number ? (int)number + 1 : null;
            throw new DataSetException(
                path, line, $"broken at '{fault.Path}', expected {expected}: {fault.Message}", fault);
        }
    }

    /// <summary>Whether the first character of a file opens an object.</summary>
    public static bool HoldsObject(string path)
    {
        using var reader = new StreamReader(DataSetFile.Open(path, DataSetFile.MaximumJsonBytes));
        int first = reader.Read();
        while (first >= 0 && char.IsWhiteSpace((char)first)) first = reader.Read();
        return first == '{';
    }

    /// <summary>Writes a json file whole or not at all.</summary>
    public static void Write<T>(string path, T value, JsonTypeInfo<T> type) =>
        DataSetFile.Write(path, stream => JsonSerializer.Serialize(stream, value, type));
}
