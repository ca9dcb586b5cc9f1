using System.Text.Json;
using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>The one JSON dialect of recipes and plans: camel case, strict about keys, nulls and enum names.</summary>
internal static class DegradationJson
{
    public static JsonSerializerOptions Compact { get; } = Create(indented: false);

    public static JsonSerializerOptions Indented { get; } = Create(indented: true);

    /// <exception cref="DegradationException">The text is not JSON of that type; the message names the key path.</exception>
    public static T Parse<T>(string json, string what)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            return JsonSerializer.Deserialize<T>(json, Compact) ?? throw new DegradationException($"The {what} is null; expected an object.");
        }
        catch (JsonException error)
        {
            string place = error.Path is null or "$" ? "" : $" at {error.Path.TrimStart('$', '.')}";
            throw new DegradationException($"The {what} cannot be read{place}: {error.Message}", error);
        }
    }

    private static JsonSerializerOptions Create(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = indented,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };
}
