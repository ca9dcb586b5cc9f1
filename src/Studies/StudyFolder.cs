using System.Text.Json;
using System.Text.Json.Serialization;
using DetectionSdk.Evaluation;

namespace DetectionSdk.Studies;

/// <summary>
/// A folder with <c>ARM/SEED/CONDITION.json</c> as <c>detsdk evaluate --json</c> writes them; copies of one condition
/// differ in what follows <c>@</c>.
/// </summary>
public static class StudyFolder
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // the PSNR of equal images
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    private sealed record Details(FrontEndScore? FrontEnd = null, IReadOnlyList<ImageScore>? Images = null);

    /// <summary>Reads all scores of a study, in the order of their paths.</summary>
    /// <exception cref="StudyException">
    /// There is no such folder or no score in it; a file is broken or lies elsewhere than in ARM/SEED.
    /// </exception>
    public static IReadOnlyList<StudyScore> Read(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (!Directory.Exists(folder)) throw new StudyException($"'{folder}' is no folder; expected one of a study.");
        List<StudyScore> scores =
        [
            .. Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
                .Select(path => ReadScore(folder, path))
        ];
        if (scores.Count == 0) throw new StudyException($"'{folder}' holds no ARM/SEED/CONDITION.json.");
        return scores;
    }

    /// <summary>Throws unless a study has an arm.</summary>
    internal static void RequireArm(IReadOnlyList<StudyScore> scores, string arm)
    {
        if (scores.All(score => score.Arm != arm))
            throw new StudyException(
                $"the study has no arm '{arm}'; it has "
                + $"{string.Join(", ", scores.Select(score => score.Arm).Distinct())}.");
    }

    private static StudyScore ReadScore(string folder, string path)
    {
        string[] parts = Path.GetRelativePath(folder, path).Split(Path.DirectorySeparatorChar);
        if (parts.Length < 3)
            throw new StudyException(
                $"'{path}' is no file of a study; expected ARM/SEED/CONDITION.json in '{folder}'.");
        string[] condition = Path.GetFileNameWithoutExtension(path).Split('@');
        (CocoScores coco, Details details) = ReadFile(path);
        return new StudyScore(
            parts[^3], parts[^2], condition[0], condition.ElementAtOrDefault(1) ?? "", coco, details.FrontEnd,
            details.Images);
    }

    private static (CocoScores Coco, Details Details) ReadFile(string path)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("It is no object.");
            return (document.Deserialize<CocoScores>(Format)!, document.Deserialize<Details>(Format)!);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StudyException(
                $"'{path}' cannot be read: {error.Message} Expected what evaluate --json writes.", error);
        }
    }
}
