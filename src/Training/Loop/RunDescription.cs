using System.Text.Json;
using System.Text.Json.Serialization;
using DetectionSdk.Degradation;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Training;

/// <summary>What a run was started with: a run may only be resumed with the same.</summary>
internal sealed record RunDescription<TOptions>(TOptions Options, IReadOnlyList<string> ClassNames, int ImageCount)
    where TOptions : TrainerOptions
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase), new DegradationConverter() },
    };

    /// <summary>The training set's <see cref="DataHash"/>; null in files of earlier versions.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? TrainingHash { get; init; }

    /// <summary>That of the validation set; null without one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ValidationHash { get; init; }

    /// <summary>
    /// What came from the weights that the run started from; null if they were random, and in files of earlier
    /// versions.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PretrainedParts? Pretrained { get; init; }

    public static RunDescription<TOptions> Of(TOptions options, AnnotatedDataSet training, AnnotatedDataSet? validation = null) =>
        new(options, training.ClassNames, training.Images.Count)
        {
            TrainingHash = DataHash.Of(training),
            ValidationHash = validation is null ? null : DataHash.Of(validation),
        };

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) =>
        AtomicFile.Write(path, stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(this, Json)));

    /// <exception cref="TrainingException">
    /// The file is of another kind of run, is damaged or its values are out of range.
    /// </exception>
    public static RunDescription<TOptions> Read(string path)
    {
        try
        {
            RequireKind(path);
            RunDescription<TOptions> description = JsonSerializer.Deserialize<RunDescription<TOptions>>(
                File.ReadAllBytes(path), Json)
                ?? throw new JsonException("it is null");
            description.Options.Validate();
            return description;
        }
        catch (Exception error) when (error is JsonException or ArgumentException or DegradationException)
        {
            throw new TrainingException(
                $"'{path}' is damaged or was written by another version: {error.Message}", error);
        }
    }

    // Of both kinds only a front-end's options name a recipe.
    private static void RequireKind(string path)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        bool isFrontEnd = document.RootElement.TryGetProperty("options", out JsonElement options)
            && options.TryGetProperty("recipe", out _);
        bool wantsFrontEnd = typeof(TOptions) == typeof(SuperResolutionTrainerOptions);
        if (isFrontEnd == wantsFrontEnd) return;
        throw new TrainingException(
            $"'{Path.GetDirectoryName(path)}' is the run of a {(isFrontEnd ? "front-end" : "detector")}; expected that of a {(wantsFrontEnd ? "front-end" : "detector")}. The model of either is its best.onnx.");
    }

    /// <exception cref="TrainingException">The data sets are not those that the run was started with.</exception>
    public void RequireSameData(AnnotatedDataSet training, string folder, AnnotatedDataSet? validation = null)
    {
        if (!ClassNames.SequenceEqual(training.ClassNames))
            throw new TrainingException(
                $"The run in '{folder}' detects the classes [{string.Join(", ", ClassNames)}]; the training set has [{string.Join(", ", training.ClassNames)}].");
        if (ImageCount != training.Images.Count)
            throw new TrainingException(
                $"The run in '{folder}' was started with {ImageCount} training images; the training set has "
                + $"{training.Images.Count}.");
        if (TrainingHash is null) return;
        if (TrainingHash != DataHash.Of(training))
            throw new TrainingException(
                $"The run in '{folder}' was started with other images or boxes than the training set has; expected "
                + "the same in the same order.");
        if (ValidationHash != (validation is null ? null : DataHash.Of(validation)))
            throw new TrainingException(
                $"The run in '{folder}' was started with other validation images or boxes; expected the same in "
                + "the same order, or none if there were none.");
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
