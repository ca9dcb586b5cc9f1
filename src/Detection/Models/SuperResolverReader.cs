using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace DetectionSdk.Models;

/// <summary>Reads from an open session what a super-resolver must know, and refuses what is none.</summary>
internal static class SuperResolverReader
{
    /// <summary>What the metadata 'task' of a super-resolution model says.</summary>
    public const string Task = ModelMetadata.SuperResolution;

    /// <summary>Names of the inputs and the output.</summary>
    public const string Images = "images", Size = "size", Maps = "maps", Enlarged = "enlarged";

    /// <summary>Limits of what a model may state.</summary>
    public const int LargestScale = 16, LargestOverlap = 1024;

    private const string AnyScale = ModelMetadata.AnyScale;
    private const string Supported =
        "expected a super-resolution model with input 'images' [B, 3, H, W] and output 'enlarged' [B, 3, sH, sW], "
        + "float32 RGB with dynamic H and W (and input 'size', int64 [2], where the scale is 'any')";

    public static SuperResolverInfo Read(string path, InferenceSession session, ExecutionProvider provider) =>
        SignatureReader.Guard(path, () => ReadSound(path, session, provider));

    private static SuperResolverInfo ReadSound(string path, InferenceSession session, ExecutionProvider provider)
    {
        Dictionary<string, string> metadata = session.ModelMetadata.CustomMetadataMap;
        RequireTask(path, session, metadata);
        int? scale = ReadScale(path, metadata);
        bool takesMaps = session.InputMetadata.ContainsKey(Maps);
        RequireInputs(path, session, scale, takesMaps);
        IReadOnlyList<string> classNames = takesMaps ? ReadClasses(path, session, metadata) : [];
        RequireImage(path, "output", Enlarged, session.OutputMetadata);
        int overlap = (int)Math.Ceiling(ReadNumber(path, metadata, ModelMetadata.Overlap, 0, LargestOverlap));

        return new SuperResolverInfo
        {
            Path = Path.GetFullPath(path),
            Scale = scale,
            MaximumScale = scale ?? ReadNumber(path, metadata, ModelMetadata.MaximumScale, 1, LargestScale),
            Recipe = metadata.GetValueOrDefault(ModelMetadata.Recipe, ""),
            Architecture = metadata.GetValueOrDefault(ModelMetadata.Architecture, ""),
            Degradation = metadata.GetValueOrDefault(ModelMetadata.Degradation, ""),
            Overlap = overlap,
            ClassNames = classNames,
            Provider = provider,
            Metadata = metadata,
            Bundle = BundleOfOne(path, scale, overlap),
        };
    }

    /// <summary>What the parts of a bundle agree on.</summary>
    public static SuperResolverInfo Combine(
        string path, FrontEndBundle bundle, IReadOnlyList<SuperResolverInfo> parts)
    {
        Dictionary<string, string> metadata = new(
            parts[0].Metadata.Where(entry => parts.All(part => part.Metadata.Contains(entry))));
        return parts[0] with
        {
            Path = Path.GetFullPath(path),
            MaximumScale = parts.Min(part => part.MaximumScale),
            Recipe = metadata.GetValueOrDefault(ModelMetadata.Recipe, ""),
            Architecture = metadata.GetValueOrDefault(ModelMetadata.Architecture, ""),
            Degradation = metadata.GetValueOrDefault(ModelMetadata.Degradation, ""),
            Overlap = bundle.Overlap,
            Metadata = metadata,
            Bundle = bundle,
        };
    }

    private static FrontEndBundle BundleOfOne(string path, int? scale, int overlap) => new()
    {
        Version = FrontEndBundle.CurrentVersion,
        Task = Task,
        Scale = scale,
        Overlap = overlap,
        Parts = [new BundlePart(Path.GetFileName(path), Path.GetFileNameWithoutExtension(path))],
    };

    private static void RequireTask(string path, InferenceSession session, Dictionary<string, string> metadata)
    {
        string? task = metadata.GetValueOrDefault(ModelMetadata.Task);
        if (task == Task) return;
        bool isDetector = task == ModelMetadata.Detect
            || (task is null && metadata.ContainsKey(ModelMetadata.Names))
            || session.OutputMetadata.Values.First() is { IsTensor: true, Dimensions.Length: 3 };
        throw new ModelFormatException(isDetector
            ? $"'{path}' is a detector, no front-end; open it with Detector.Load. A front-end states the task "
                + $"'{Task}' in its metadata."
            : $"'{path}' states the task '{task ?? "none"}' in its metadata; {Supported}, task '{Task}'.");
    }

    private static int? ReadScale(string path, Dictionary<string, string> metadata)
    {
        if (metadata.GetValueOrDefault(ModelMetadata.Scale) == AnyScale) return null;
        string expected = $"an integer of 1 to {LargestScale}, or '{AnyScale}'";
        double scale = ReadNumber(path, metadata, ModelMetadata.Scale, 1, LargestScale, expected);
        return scale == Math.Floor(scale)
            ? (int)scale
            : throw Malformed(path, ModelMetadata.Scale, metadata[ModelMetadata.Scale], expected);
    }

    private static double ReadNumber(
        string path, Dictionary<string, string> metadata, string key, double minimum, double maximum,
        string? expected = null)
    {
        expected ??= $"a number of {minimum.ToString(CultureInfo.InvariantCulture)} to "
            + $"{maximum.ToString(CultureInfo.InvariantCulture)}";
        if (!metadata.TryGetValue(key, out string? text))
            throw new ModelFormatException($"'{path}' carries no '{key}' in its metadata; expected {expected}.");
        bool isNumber = double.TryParse(
            text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value);
        return isNumber && value >= minimum && value <= maximum ? value : throw Malformed(path, key, text, expected);
    }

    private static IReadOnlyList<string> ReadClasses(
        string path, InferenceSession session, Dictionary<string, string> metadata)
    {
        IReadOnlyList<string> names = new MetadataReader(path, metadata).ReadNames() ?? [];
        NodeMetadata maps = session.InputMetadata[Maps];
        if (maps is { IsTensor: true, ElementDataType: TensorElementType.Float, Dimensions: [<= 1, > 0, <= 0, <= 0] }
            && maps.Dimensions[1] == names.Count) return names;
        throw new ModelFormatException(
            $"'{path}': input '{Maps}' is {Describe(maps)}, and 'names' in the metadata has {names.Count} classes; "
            + "expected float32 [B, classes, sH, sW] with as many.");
    }

    private static void RequireInputs(string path, InferenceSession session, int? scale, bool takesMaps)
    {
        List<string> names = [Images];
        if (scale is null) names.Add(Size);
        if (takesMaps) names.Add(Maps);
        if (!session.InputMetadata.Keys.Order().SequenceEqual(names.Order()))
            throw new ModelFormatException(
                $"'{path}' has the inputs {string.Join(", ", session.InputMetadata.Keys)}; {Supported}.");
        RequireImage(path, "input", Images, session.InputMetadata);
        if (scale is null && !IsSize(session.InputMetadata[Size]))
            throw new ModelFormatException(
                $"'{path}': input '{Size}' is {Describe(session.InputMetadata[Size])}; {Supported}.");
    }

    private static bool IsSize(NodeMetadata node) =>
        node is { IsTensor: true, ElementDataType: TensorElementType.Int64, Dimensions: [2] };

    private static void RequireImage(
        string path, string kind, string name, IReadOnlyDictionary<string, NodeMetadata> nodes)
    {
        if (!nodes.TryGetValue(name, out NodeMetadata? node))
            throw new ModelFormatException(
                $"'{path}' has no {kind} '{name}' but {string.Join(", ", nodes.Keys)}; {Supported}.");
        // What the runtime infers of an output may leave any of its axes open; the input's are the model's own
        // statement.
        bool isImage = node is
        {
            IsTensor: true,
            ElementDataType: TensorElementType.Float,
            Dimensions: [<= 1, 3 or <= 0, <= 0, <= 0],
        }
            && (node.Dimensions[1] == 3 || name == Enlarged);
        if (!isImage)
            throw new ModelFormatException($"'{path}': {kind} '{name}' is {Describe(node)}; {Supported}.");
    }

    private static string Describe(NodeMetadata node) =>
        node.IsTensor
            ? $"{node.ElementDataType} [{string.Join(", ", node.Dimensions)}]"
            : node.OnnxValueType.ToString();

    private static ModelFormatException Malformed(string path, string key, string text, string expected) =>
        new($"'{path}': metadata '{key}' is '{text}'; expected {expected}.");
}
