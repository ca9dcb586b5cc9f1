using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>How <c>options.json</c> is written and read.</summary>
internal static class RunDescriptionFormat
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>The format of runs of a recipe.</summary>
    public static JsonSerializerOptions Of(Type recipe) => new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters =
        {
            new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new DegradationConverter(),
            new RecipeConverter(recipe),
        },
    };

    /// <exception cref="JsonException">It is no description of a run of a known kind.</exception>
    public static RunDescription Parse(byte[] json)
    {
        if (JsonNode.Parse(json, documentOptions: Strict) is not JsonObject file)
            throw new JsonException("expected an object with the options of a run.");
        if (file["options"] is not JsonObject options)
            throw new JsonException("its 'options' are no object; expected the options of a run.");
        file["kind"] ??= KindBefore(options);
        string? name = file["kind"] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
        RecipeKind kind = RecipeKind.All.FirstOrDefault(known => known.Name == name)
            ?? throw new JsonException(
                $"it is the run of kind {file["kind"]!.ToJsonString()}; known are "
                + $"{string.Join(", ", RecipeKind.All.Select(known => $"'{known.Name}'"))}.");
        return file.Deserialize<RunDescription>(Of(kind.Recipe)) ?? throw new JsonException("it is null");
    }

    // Earlier versions wrote no kind; of their two only the options of a front-end had a recipe.
    private static string KindBefore(JsonObject options) =>
        RecipeKind.Of(options.ContainsKey("recipe") ? typeof(SuperResolutionRecipe) : typeof(AerisRecipe)).Name;

    /// <summary>The options of one recipe, where any is expected.</summary>
    private sealed class RecipeConverter(Type recipe) : JsonConverter<TrainingRecipe>
    {
        public override TrainingRecipe? Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (TrainingRecipe?)JsonSerializer.Deserialize(ref reader, recipe, options);

        public override void Write(Utf8JsonWriter writer, TrainingRecipe value, JsonSerializerOptions options) =>
            JsonSerializer.Serialize(writer, value, recipe, options);
    }

    /// <summary>The pipeline as the recipe that the degradation library reads.</summary>
    private sealed class DegradationConverter : JsonConverter<DegradationPipeline>
    {
        public override DegradationPipeline Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using JsonDocument recipe = JsonDocument.ParseValue(ref reader);
            return DegradationRecipe.Parse(recipe.RootElement.GetRawText());
        }

        public override void Write(Utf8JsonWriter writer, DegradationPipeline value, JsonSerializerOptions options) =>
            writer.WriteRawValue(DegradationRecipe.Format(value));
    }
}
