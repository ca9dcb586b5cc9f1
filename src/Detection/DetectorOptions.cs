using DetectionSdk.Families;
using OpenCvSharp;

namespace DetectionSdk;

/// <summary>
/// How a <see cref="Detector"/> loads its model and which objects it returns. Immutable; checked by
/// the methods that load it.
/// </summary>
public sealed record DetectorOptions : RuntimeOptions
{
    /// <summary>Objects that score below are dropped. In [0, 1], default 0.25.</summary>
    public float Confidence { get; init; } = 0.25f;

    /// <summary>
    /// Of two boxes that overlap by more than this intersection over union, the lower-scored one is dropped. In [0, 1],
    /// default 0.7. Models that suppress duplicates themselves ignore it.
    /// </summary>
    public float Iou { get; init; } = 0.7f;

    /// <summary>Whether boxes of different classes suppress each other. Default false: per class.</summary>
    public bool ClassAgnostic { get; init; }

    /// <summary>At most this many objects are returned, best first. At least 1, default 300.</summary>
    public int MaximumDetections { get; init; } = 300;

    /// <summary>
    /// Network input size for models whose height and width are dynamic; another than theirs is an error for others.
    /// Default null: the size in the model's metadata, else 640 x 640. The image is fitted into it as the model's
    /// family says, and padded to the next multiple of the stride only.
    /// </summary>
    public Size? InputSize { get; init; }

    /// <summary>
    /// Whether an image smaller than the input is enlarged to it. Default null: what the model's metadata says, else
    /// true, as Ultralytics does.
    /// </summary>
    public bool? ScaleUp { get; init; }

    /// <summary>
    /// Whether noise is taken out of images that have some before the network sees them; images without stay as they
    /// are. Images that are enlarged are enlarged bicubically then. Default null: what the model's metadata says, else
    /// false.
    /// </summary>
    public bool? Denoise { get; init; }

    /// <summary>
    /// Class names, for a model that carries none in its metadata. They replace those of the metadata.
    /// </summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>
    /// Largest stride of the network, for a model that carries none in its metadata. Default null: metadata, else 32.
    /// </summary>
    public int? Stride { get; init; }

    /// <summary>
    /// How the input is filled and the answer is read. Default null: what graph and metadata suggest, among the
    /// families that come with the SDK.
    /// </summary>
    public DetectorFamily? Family { get; init; }

    /// <summary>
    /// Changes how the input is filled, for what a graph cannot say: colours, mean and deviation, fit. Default null: as
    /// the family says.
    /// </summary>
    public Func<InputSpec, InputSpec>? ConfigureInput { get; init; }

    /// <summary>
    /// Searches large pictures in overlapping tiles. Default null: every picture is fitted into the input whole.
    /// </summary>
    public TilingOptions? Tiling { get; init; }

    internal override void Validate()
    {
        base.Validate();
        Tiling?.Validate();
        RequireUnit(Confidence, nameof(Confidence));
        RequireUnit(Iou, nameof(Iou));
        RequireAtLeast(MaximumDetections, 1, nameof(MaximumDetections));
        if (Stride is { } stride) RequireAtLeast(stride, 1, nameof(Stride));
        if (InputSize is { } size)
        {
            RequireAtLeast(size.Width, 1, nameof(InputSize));
            RequireAtLeast(size.Height, 1, nameof(InputSize));
        }
        if (ClassNames is { Count: 0 })
            throw new ArgumentException(
                "DetectorOptions.ClassNames is empty; expected one name per class, or null.", nameof(ClassNames));
    }

    private static void RequireUnit(float value, string name)
    {
        if (!(value is >= 0 and <= 1))
            throw new ArgumentOutOfRangeException(name, value, $"DetectorOptions.{name} must be in [0, 1].");
    }
}
