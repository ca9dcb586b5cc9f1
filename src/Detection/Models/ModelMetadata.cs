namespace DetectionSdk.Models;

/// <summary>
/// The metadata of ONNX models: the keys that exporters write and readers read, Ultralytics' where they have one.
/// Values are text; where a value has parts, it is a Python literal.
/// </summary>
public static class ModelMetadata
{
    /// <summary>
    /// What the model does: <see cref="Detect"/>, <see cref="SuperResolution"/> or <see cref="Segmentation"/>.
    /// </summary>
    public const string Task = "task";

    /// <summary>The task of a detector.</summary>
    public const string Detect = "detect";

    /// <summary>The task of a front-end that enlarges.</summary>
    public const string SuperResolution = "super-resolution";

    /// <summary>The task of a segmenter: a class for every pixel.</summary>
    public const string Segmentation = "semantic-segmentation";

    /// <summary>What the model is, in a sentence.</summary>
    public const string Description = "description";

    /// <summary>Who made the model.</summary>
    public const string Author = "author";

    /// <summary>The licence that its weights are under.</summary>
    public const string License = "license";

    /// <summary>Class names of a detector: a dict of class index to name.</summary>
    public const string Names = "names";

    /// <summary>Largest stride of a detector: dynamic sides of its input are multiples of it.</summary>
    public const string Stride = "stride";

    /// <summary>Size that images are fitted into: a side, or [height, width].</summary>
    public const string InputSize = "imgsz";

    /// <summary>Images per batch.</summary>
    public const string Batch = "batch";

    /// <summary>Channels of an image.</summary>
    public const string Channels = "channels";

    /// <summary>Whether images smaller than the input are enlarged to it: True or False. This SDK's own.</summary>
    public const string ScaleUp = "scaleup";

    /// <summary>
    /// Where smaller images are not enlarged to the input: the length to which the longer side of one is still
    /// enlarged that is shorter, in pixels. This SDK's own.
    /// </summary>
    public const string EnlargeTo = "enlarge-to";

    /// <summary>Whether noise is taken out of images that have some: True or False. This SDK's own.</summary>
    public const string Denoise = "denoise";

    /// <summary>
    /// Name of the detector's family, where graph and other metadata do not tell it. This SDK's own.
    /// </summary>
    public const string Family = "family";

    /// <summary>Whether a detector suppresses duplicates itself: True or False.</summary>
    public const string EndToEnd = "end2end";

    /// <summary>
    /// By how much a front-end enlarges: an integer, or <see cref="AnyScale"/>; pixels of a segmenter's answer per
    /// pixel of its input.
    /// </summary>
    public const string Scale = "scale";

    /// <summary>The scale of a front-end that enlarges to any size.</summary>
    public const string AnyScale = "any";

    /// <summary>Largest scale of a front-end of any scale.</summary>
    public const string MaximumScale = "maximum-scale";

    /// <summary>How many input pixels far a front-end looks, which is how much its tiles must overlap.</summary>
    public const string Overlap = "overlap";

    /// <summary>The recipe by which a front-end was trained.</summary>
    public const string Recipe = "recipe";

    /// <summary>The kind of its network.</summary>
    public const string Architecture = "architecture";

    /// <summary>How its training images were made poor, as JSON.</summary>
    public const string Degradation = "degradation";

    /// <summary>The value of <see cref="Names"/>: a Python dict, as Ultralytics writes it.</summary>
    /// <param name="classNames">Names by class index.</param>
    public static string FormatNames(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        return PythonLiteral.Dictionary(classNames);
    }

    /// <summary>Reads True, true or 1, False, false or 0; null where the key is absent or says else.</summary>
    /// <param name="metadata">A model's metadata.</param>
    /// <param name="key">Which value.</param>
    public static bool? ReadFlag(IReadOnlyDictionary<string, string> metadata, string key)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.GetValueOrDefault(key)?.Trim().ToUpperInvariant() switch
        {
            "TRUE" or "1" => true,
            "FALSE" or "0" => false,
            _ => null,
        };
    }
}
