using System.Text.Json;
using System.Text.Json.Serialization;
using DetectionSdk.Training;

namespace DetectionSdk.Cli;

/// <summary>
/// Where the data of a training run lies, kept in the run's folder as <c>data.json</c>, so that resuming need not
/// repeat it.
/// </summary>
/// <param name="Data">The option <c>--data</c>, with a full path.</param>
/// <param name="HoldOut">The option <c>--hold-out</c>.</param>
/// <param name="Photos">The option <c>--photos</c>, with full paths.</param>
internal sealed record RunData(string Data, double? HoldOut, IReadOnlyList<string> Photos)
{
    /// <summary>The option <c>--maps</c>, a path in full; null where there is none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Maps { get; init; }

    private const string FileName = "data.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <summary>The data of this command line, with what it does not say from the run that is resumed.</summary>
    /// <exception cref="TrainingException">Neither says where the data lies, or the file is damaged.</exception>
    public static RunData Of(
        string? data, double? holdOut, IReadOnlyList<string> photos, string run, bool resume, string? maps = null)
    {
        RunData? known = resume ? Read(Path.Combine(run, FileName)) : null;
        if ((data is null ? known?.Data : FullPath(data)) is not { } place)
            throw new TrainingException(
                $"'{run}' does not say where its data lies: '{Path.Combine(run, FileName)}' is absent. Expected "
                + "--data.");
        IReadOnlyList<string> folders = photos.Count > 0 ? [.. photos.Select(Path.GetFullPath)] : known?.Photos ?? [];
        return new RunData(place, holdOut ?? known?.HoldOut, folders) { Maps = maps ?? known?.Maps };
    }

    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Write(string run) => AtomicFile.Write(
        Path.Combine(run, FileName), stream => stream.Write(JsonSerializer.SerializeToUtf8Bytes(this, Json)));

    private static string FullPath(string data) => SceneData.IsRendered(data) ? data : Path.GetFullPath(data);

    private static RunData? Read(string path)
    {
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize<RunData>(File.ReadAllBytes(path), Json);
        }
        catch (JsonException error)
        {
            throw new TrainingException(
                $"'{path}' is damaged: {error.Message} Expected --data, and no such file.", error);
        }
    }
}
