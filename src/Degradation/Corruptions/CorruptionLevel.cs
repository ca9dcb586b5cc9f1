using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// One corruption of COCO-C at one severity. The numbers are those of the package imagecorruptions (Michaelis et al.);
/// results are rounded to 8 bit, where that package cuts off, and its draws have no seed, so scores agree within its
/// own spread only.
/// </summary>
/// <param name="Corruption">What is done.</param>
/// <param name="Severity">How much, from 1 to <see cref="MaximumSeverity"/>.</param>
public sealed record CorruptionLevel(Corruption Corruption, int Severity)
{
    /// <summary>The largest severity, 5.</summary>
    public const int MaximumSeverity = 5;

    private const int SmallestSide = 32;

    /// <summary>All 75 levels, by corruption and severity.</summary>
    public static IReadOnlyList<CorruptionLevel> All { get; } =
    [
        .. from corruption in Enum.GetValues<Corruption>()
        from severity in Enumerable.Range(1, MaximumSeverity)
        select new CorruptionLevel(corruption, severity)
    ];

    /// <summary>The name of the corruption as COCO-C has it, such as <c>gaussian_noise</c>.</summary>
    public string Name => NameOf(Corruption);

    /// <summary>The name of a corruption as COCO-C has it.</summary>
    public static string NameOf(Corruption corruption) =>
        string.Concat(
            corruption.ToString().Select((letter, i) => char.IsUpper(letter) && i > 0 ? $"_{letter}" : $"{letter}"))
            .ToLowerInvariant();

    /// <summary>Corrupts an image. The severities of one seed share their draws.</summary>
    /// <param name="image">8-bit BGR, sides of 32 px or more; not changed.</param>
    /// <param name="seed">Any number; the same one gives the same bytes.</param>
    /// <param name="index">Index of the image in its data set, so that each draws for itself.</param>
    /// <returns>A new 8-bit BGR Mat of the same size; the caller disposes it.</returns>
    /// <exception cref="DegradationException">The image is too small.</exception>
    public Mat Apply(Mat image, long seed, int index = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfLessThan(Severity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Severity, MaximumSeverity);
        if (Math.Min(image.Width, image.Height) < SmallestSide)
            throw new DegradationException(
                $"An image of {image.Width} x {image.Height} px is too small to corrupt; expected sides of at least "
                + $"{SmallestSide} px.");
        return Corrupt(
            image, Severity - 1, RandomSource.DeriveSeed(RandomSource.DeriveSeed(seed, (int)Corruption), index));
    }

    private Mat Corrupt(Mat image, int level, long seed) => Corruption switch
    {
        Corruption.GaussianNoise => NoiseCorruptions.Gaussian(image, level, seed),
        Corruption.ShotNoise => NoiseCorruptions.Shot(image, level, seed),
        Corruption.ImpulseNoise => NoiseCorruptions.Impulse(image, level, seed),
        Corruption.DefocusBlur => BlurCorruptions.Defocus(image, level),
        Corruption.GlassBlur => BlurCorruptions.Glass(image, level, seed),
        Corruption.MotionBlur => BlurCorruptions.Motion(image, level, seed),
        Corruption.ZoomBlur => BlurCorruptions.Zoom(image, level),
        Corruption.Snow => WeatherCorruptions.Snow(image, level, seed),
        Corruption.Frost => WeatherCorruptions.Frost(image, level, seed),
        Corruption.Fog => WeatherCorruptions.Fog(image, level, seed),
        Corruption.Brightness => DigitalCorruptions.Brightness(image, level),
        Corruption.Contrast => DigitalCorruptions.Contrast(image, level),
        Corruption.ElasticTransform => DigitalCorruptions.Elastic(image, level, seed),
        Corruption.Pixelate => DigitalCorruptions.Pixelate(image, level),
        Corruption.JpegCompression => DigitalCorruptions.Jpeg(image, level),
        _ => throw new InvalidOperationException($"{Corruption} is no corruption of COCO-C."),
    };
}
