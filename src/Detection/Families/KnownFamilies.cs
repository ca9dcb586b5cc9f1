using System.Text.RegularExpressions;
using DetectionSdk.Models;

namespace DetectionSdk.Families;

/// <summary>The families that come with the SDK, and the choice between them.</summary>
public static partial class KnownFamilies
{
    /// <summary>One of each.</summary>
    public static IReadOnlyList<DetectorFamily> All { get; } =
    [
        new UltralyticsFamily(),
        new UltralyticsRtDetrFamily(),
        new YoloV5Family(),
        new YoloxFamily(),
        new YoloxDecodedFamily(),
        new YoloNasFamily(),
        new MitYoloFamily(),
        new RtDetrFamily(),
        new RfDetrFamily(),
        new HuggingFaceDetrFamily(),
        new HuggingFaceRtDetrFamily(),
        new NanoDetFamily(),
        new PicoDetFamily(),
        new PpYoloeFamily(),
        new MmDetectionFamily(),
        new TorchvisionFamily(),
        new TensorFlowFamily(),
        new CustomVisionFamily(),
    ];

    /// <exception cref="ModelFormatException">None fits, or several do.</exception>
    internal static DetectorFamily Choose(string path, ModelSignature model)
    {
        if (model.Metadata.TryGetValue(ModelMetadata.Family, out string? name))
            return All.FirstOrDefault(family => family.Name == name)
                ?? throw new ModelFormatException(
                    $"'{path}': metadata 'family' is '{name}'; expected one of "
                    + $"{string.Join(", ", All.Select(family => family.Name))}.");
        DetectorFamily[] fitting = [.. All.Where(family => family.Matches(model))];
        return fitting switch
        {
            [DetectorFamily family] => family,
            [] => throw new ModelFormatException(
                $"'{path}' is of no detector family that the SDK knows: {model}. {Describe(Nearest(model))} "
                + "DetectorOptions.Family takes one of KnownFamilies, or a family of your own."),
            _ => throw new ModelFormatException(
                $"'{path}' may be of the family {string.Join(" or ", fitting.Select(family => family.Name))}: {model}. "
                + "DetectorOptions.Family decides."),
        };
    }

    private static string Describe((DetectorFamily Family, string Graph) nearest) =>
        $"The nearest is {nearest.Family.Name}, which expects {nearest.Graph}.";

    // The one whose graph has most names in common with the model's, then most types with their number of axes.
    private static (DetectorFamily Family, string Graph) Nearest(ModelSignature model)
    {
        HashSet<string> names = Names(model.ToString()), kinds = Kinds(model.ToString());
        return All
            .SelectMany(family => family.Graphs.Select(graph => (Family: family, Graph: graph)))
            .MaxBy(one => (names.Count(Names(one.Graph).Contains), Likeness(kinds, Kinds(one.Graph))));
    }

    private static double Likeness(HashSet<string> one, HashSet<string> other)
    {
        int common = one.Count(other.Contains);
        return (double)common / (one.Count + other.Count - common);
    }

    // "images Float [1, 3, 640, 640]" -> "images"
    private static HashSet<string> Names(string graph) =>
        [.. Tensors().Matches(graph).Select(tensor => tensor.Groups["name"].Value)];

    // "images Float [1, 3, 640, 640]" -> "Float,,,"
    private static HashSet<string> Kinds(string graph) =>
    [
        .. Tensors().Matches(graph).Select(
            tensor => tensor.Groups["type"].Value + string.Concat(tensor.Groups["shape"].Value.Where(c => c == ',')))
    ];

    [GeneratedRegex(@"(?<name>\S+) (?<type>\w+) \[(?<shape>[^\]]*)\]")]
    private static partial Regex Tensors();
}
