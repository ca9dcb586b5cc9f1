using System.Text.Json.Serialization;

namespace DetectionSdk.Degradation;

/// <summary>
/// Pipelines as JSON files: <c>{"effects": [{"type": "gaussianNoise", "standardDeviation": [0, 25]}, ...]}</c>. Keys
/// are the properties of the option records in camel case; absent ones have the records' defaults, unknown ones are
/// errors. Effects of your own are made known with <see cref="DegradationTypes"/>. <see cref="Schema"/> describes the
/// format to editors.
/// </summary>
public static class DegradationRecipe
{
    private const int MaximumLength = 1 << 20;

    /// <summary>The JSON schema (draft 2020-12) of recipes, ranges and units included; built-in effects only.</summary>
    public static string Schema { get; } = RecipeSchema.Create(typeof(Document));

    /// <summary>Reads a recipe file.</summary>
    /// <exception cref="DegradationException">
    /// The file cannot be read, or as for <see cref="Parse"/>; the message names the file.
    /// </exception>
    public static DegradationPipeline Load(string path)
    {
        try
        {
            return Parse(ReadText(path));
        }
        catch (Exception error) when (error is DegradationException or IOException or UnauthorizedAccessException)
        {
            throw new DegradationException($"{path}: {error.Message}", error);
        }
    }

    // A device has no length to ask for.
    private static string ReadText(string path)
    {
        using StreamReader reader = new(path);
        char[] text = new char[MaximumLength + 1];
        int length = reader.ReadBlock(text);
        return length <= MaximumLength
            ? new string(text, 0, length)
            : throw new DegradationException($"longer than {MaximumLength} characters, the limit of a recipe.");
    }

    /// <summary>Reads a recipe.</summary>
    /// <exception cref="DegradationException">
    /// Not JSON, an unknown key or type, a value out of range: the message names the key path, the value and what was
    /// expected.
    /// </exception>
    public static DegradationPipeline Parse(string json)
    {
        Document recipe = DegradationJson.Parse<Document>(json, "recipe");
        return new DegradationPipeline(recipe.Effects).WithSharedSize(recipe.SizeMultiple);
    }

    /// <summary>
    /// Writes a pipeline as a recipe, every default spelled out. <see cref="Parse"/> gives back a pipeline that draws
    /// the same.
    /// </summary>
    /// <exception cref="DegradationException">An effect of your own has no name.</exception>
    public static string Format(DegradationPipeline pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        return DegradationJson.Format(
            new Document(pipeline.Effects) { SizeMultiple = pipeline.SizeMultiple }, DegradationJson.Indented);
    }

    private sealed record Document(IReadOnlyList<EffectOptions> Effects)
    {
        [ParameterRange(1, 65500, Unit = "px", Whole = true)]
        public int SizeMultiple { get; init; } = 1;

        /// <summary>Where editors find the schema. Ignored.</summary>
        [JsonPropertyName("$schema")]
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? SchemaLocation { get; init; }
    }
}
