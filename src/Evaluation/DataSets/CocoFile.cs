using System.Text.Json.Serialization;

namespace DetectionSdk.Evaluation;

/// <summary>The parts of a COCO instances json that boxes need; everything else in it is skipped unread.</summary>
internal sealed record CocoFile(
    IReadOnlyList<CocoImage?>? Images,
    IReadOnlyList<CocoAnnotation?>? Annotations,
    IReadOnlyList<CocoCategory?>? Categories);

internal sealed record CocoImage(
    CocoKey? Id,
    [property: JsonConverter(typeof(CocoTextConverter))] string? FileName,
    double? Width,
    double? Height);

internal sealed record CocoCategory(
    CocoKey? Id,
    [property: JsonConverter(typeof(CocoTextConverter))] string? Name);

internal sealed record CocoAnnotation(
    CocoKey? Id,
    CocoKey? ImageId,
    CocoKey? CategoryId,
    [property: JsonPropertyName("bbox")] double[]? Box,
    double? Area,
    [property: JsonPropertyName("iscrowd")]
    [property: JsonConverter(typeof(CocoFlagConverter))]
    bool Crowd,
    [property: JsonPropertyName("segmentation")]
    [property: JsonConverter(typeof(CocoOutlineConverter))]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    Outline? Outline = null);

/// <summary>One entry of a COCO results json.</summary>
internal sealed record CocoResult(
    CocoKey? ImageId,
    CocoKey? CategoryId,
    [property: JsonPropertyName("bbox")] double[]? Box,
    double? Score,
    [property: JsonPropertyName("segmentation")]
    [property: JsonConverter(typeof(CocoOutlineConverter))]
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    Outline? Outline = null);

/// <summary>Results wrapped like annotations: some tools write them so.</summary>
internal sealed record CocoResultFile(IReadOnlyList<CocoResult?>? Annotations);
