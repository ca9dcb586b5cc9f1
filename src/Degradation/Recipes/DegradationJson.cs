using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DetectionSdk.Degradation;

/// <summary>The one JSON dialect of recipes and plans: camel case, strict about keys, nulls and enum names.</summary>
internal static class DegradationJson
{
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <summary>
    /// Reads strictly. System.Text.Json reports a missing <c>type</c> as not supported, everything else as a JSON
    /// error.
    /// </summary>
    /// <exception cref="DegradationException">
    /// The text is not JSON of that type; the message names the key path.
    /// </exception>
    public static T Parse<T>(string json, string what)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<T>(json, Compact)
                ?? throw new DegradationException($"The {what} is null; expected an object.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            string place = (error as JsonException)?.Path is { } path
                && !error.Message.Contains(path, StringComparison.Ordinal)
                ? $" Path: {path}."
                : "";
            throw new DegradationException($"The {what} cannot be read: {error.Message}{place}", error);
        }
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        WriteIndented = indented,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
