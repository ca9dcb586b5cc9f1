using System.Text.Json;
using System.Text.Json.Serialization;
using DetectionSdk.Degradation;

namespace DetectionSdk.Training;

/// <summary>
/// What a run was started with, its file <c>options.json</c>: a run may only be resumed with the same data, and with
/// options that differ in what is <see cref="ChangeableAttribute"/>.
/// </summary>
/// <param name="Kind">What kind of run it is; see <see cref="RecipeKind"/>.</param>
/// <param name="Recipe">Its options.</param>
/// <param name="ClassNames">Class names by index.</param>
/// <param name="ImageCount">Number of training images.</param>
internal sealed record RunDescription(
    string Kind, [property: JsonPropertyName("options")] TrainingRecipe Recipe, IReadOnlyList<string> ClassNames,
    int ImageCount)
{
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

    public static RunDescription Of(TrainingRecipe recipe, TrainingData data) =>
        new(RecipeKind.Of(recipe.GetType()).Name, recipe, data.ClassNames, data.Training.Images.Count)
        {
            TrainingHash = DataHash.Of(data.Training),
            ValidationHash = data.Validation is null ? null : DataHash.Of(data.Validation),
        };

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string path) => AtomicFile.Write(
        path,
        stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(this, RunDescriptionFormat.Of(Recipe.GetType()))));

    /// <exception cref="TrainingException">
    /// The file is of an unknown kind of run, is damaged, was written by a later version or its values are out of
    /// range.
    /// </exception>
    public static RunDescription Read(string path)
    {
        try
        {
            RunDescription description = RunDescriptionFormat.Parse(File.ReadAllBytes(path));
            description.Recipe.Validate();
            return description;
        }
        catch (Exception error)
            when (error is JsonException or InvalidOperationException or ArgumentException or DegradationException)
        {
            throw new TrainingException(
                $"'{path}' is damaged or was written by another version: {error.Message}", error);
        }
    }

    /// <exception cref="TrainingException">The data sets are not those that the run was started with.</exception>
    public void RequireSameData(TrainingData data, string folder)
    {
        if (!ClassNames.SequenceEqual(data.ClassNames))
            throw new TrainingException(
                $"The run in '{folder}' detects the classes [{string.Join(", ", ClassNames)}]; the training set has "
                + $"[{string.Join(", ", data.ClassNames)}].");
        if (ImageCount != data.Training.Images.Count)
            throw new TrainingException(
                $"The run in '{folder}' was started with {ImageCount} training images; the training set has "
                + $"{data.Training.Images.Count}.");
        if (TrainingHash is null) return;
        if (TrainingHash != DataHash.Of(data.Training))
            throw new TrainingException(
                $"The run in '{folder}' was started with other images or boxes than the training set has; expected "
                + "the same in the same order.");
        if (ValidationHash != (data.Validation is null ? null : DataHash.Of(data.Validation)))
            throw new TrainingException(
                $"The run in '{folder}' was started with other validation images or boxes; expected the same in "
                + "the same order, or none if there were none.");
    }
}
