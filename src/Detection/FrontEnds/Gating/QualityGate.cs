using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace DetectionSdk;

/// <summary>
/// Decides by one number of an image's <see cref="QualityEstimate"/> whether a front-end runs: a decision stump. Of the
/// rules that five features allow it is the simplest to read, needs no scaling of features, and is learned exactly.
/// Immutable and thread-safe.
/// </summary>
/// <param name="Feature">The number that decides.</param>
/// <param name="Threshold">Where it decides. With an infinite one the front-end runs always or never.</param>
/// <param name="EnhancesAbove">Whether images above the threshold are enhanced; else those below.</param>
public sealed record QualityGate(QualityFeature Feature, double Threshold, bool EnhancesAbove)
{
    private const double SmallestShare = 0.05;

    private static readonly JsonSerializerOptions Json = new()
    {
        TypeInfoResolver = FrontEndJson.Default,
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters =
        {
            new JsonStringEnumConverter<QualityFeature>(JsonNamingPolicy.CamelCase, allowIntegerValues: false),
        },
    };

    private static JsonTypeInfo<QualityGate> Form => (JsonTypeInfo<QualityGate>)Json.GetTypeInfo(typeof(QualityGate));

    /// <summary>Runs the front-end for every image.</summary>
    public static QualityGate Always { get; } = new(QualityFeature.Noise, double.NegativeInfinity, EnhancesAbove: true);

    /// <summary>Runs the front-end for no image.</summary>
    public static QualityGate Never { get; } = new(QualityFeature.Noise, double.PositiveInfinity, EnhancesAbove: true);

    /// <summary>Whether the front-end runs.</summary>
    public bool Enhances(QualityEstimate estimate)
    {
        ArgumentNullException.ThrowIfNull(estimate);
        return EnhancesAbove ? estimate[Feature] > Threshold : estimate[Feature] < Threshold;
    }

    /// <summary>
    /// The gate with the largest sum of gains over the images that it enhances; of equal ones that which enhances
    /// fewest. Every feature, side and threshold is tried, as long as at least a twentieth of the images lies on either
    /// side, and <see cref="Always"/> and <see cref="Never"/>.
    /// </summary>
    /// <param name="images">
    /// What was measured on training images, with what the front-end gained on each: positive where it paid.
    /// </param>
    /// <exception cref="ArgumentException">There is no image, or a gain is not finite.</exception>
    public static QualityGate Learn(IReadOnlyList<(QualityEstimate Estimate, double Gain)> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        if (images.Count == 0)
            throw new ArgumentException(
                "There are no images to learn a gate from; expected at least one.", nameof(images));
        if (images.Any(image => !double.IsFinite(image.Gain)))
            throw new ArgumentException("A gain is not finite.", nameof(images));
        return Enum.GetValues<QualityFeature>()
            .SelectMany(feature => Candidates(feature, images)).Prepend((Always, images.Sum(i => i.Gain), images.Count))
            .Prepend((Never, 0, 0))
            .OrderByDescending(c => Math.Round(c.Item2, 9)).ThenBy(c => c.Item3).First().Item1;
    }

    /// <summary>Writes the gate as JSON, whole or not at all.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, this, Form));

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ModelFormatException">The file is no gate.</exception>
    public static QualityGate Load(string path)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"Gate '{path}' does not exist.", path);
        try
        {
            QualityGate? gate = JsonSerializer.Deserialize(File.ReadAllBytes(path), Form);
            return gate is { Threshold: not double.NaN }
                ? gate
                : throw new JsonException("it is null, or its threshold is no number");
        }
        catch (JsonException error)
        {
            throw new ModelFormatException(
                $"'{path}' is no quality gate (feature, threshold, enhancesAbove): {error.Message}", error);
        }
    }

    // Sorted by the feature, the images above (or below) each gap between two values, with their sum of gains.
    private static IEnumerable<(QualityGate Gate, double Gain, int Count)> Candidates(
        QualityFeature feature, IReadOnlyList<(QualityEstimate Estimate, double Gain)> images)
    {
        (double Value, double Gain)[] sorted =
            [.. images.Select(i => (i.Estimate[feature], i.Gain)).OrderBy(i => i.Item1)];
        double total = sorted.Sum(i => i.Gain), below = 0;
        int smallest = (int)Math.Ceiling(SmallestShare * sorted.Length);
        for (int count = 1; count < sorted.Length; count++)
        {
            below += sorted[count - 1].Gain;
            if (sorted[count - 1].Value == sorted[count].Value || count < smallest || sorted.Length - count < smallest)
                continue;
            double threshold = (sorted[count - 1].Value + sorted[count].Value) / 2;
            yield return (new QualityGate(feature, threshold, EnhancesAbove: false), below, count);
            yield return (
                new QualityGate(feature, threshold, EnhancesAbove: true), total - below, sorted.Length - count);
        }
    }
}
