namespace DetectionSdk.Training;

/// <summary>How training images are varied before they are degraded. Immutable.</summary>
public sealed record AugmentationOptions
{
    /// <summary>
    /// Side in pixels of the square crop that the network trains on before degradation. A multiple of 32, default 256.
    /// </summary>
    public int CropSize { get; init; } = 256;

    /// <summary>Least factor by which an image is scaled before it is cropped. Above 0, default 0.6.</summary>
    public double MinimumZoom { get; init; } = 0.6;

    /// <summary>
    /// Largest factor by which an image is scaled before it is cropped; factors are drawn evenly on a logarithmic
    /// scale. Default 1.6.
    /// </summary>
    public double MaximumZoom { get; init; } = 1.6;

    /// <summary>
    /// Share of an object's area that must lie in the crop for its box to count. In (0, 1], default 0.3.
    /// </summary>
    public double MinimumVisibility { get; init; } = 0.3;

    /// <summary>Probability of mirroring left to right. In [0, 1], default 0.5.</summary>
    public double FlipProbability { get; init; } = 0.5;

    /// <summary>
    /// Largest relative change of brightness, of contrast and of each colour channel. In [0, 1), default 0.15; 0 leaves
    /// colours alone.
    /// </summary>
    public double ColourJitter { get; init; } = 0.15;

    /// <summary>The same for images that are seen scaled by a factor.</summary>
    internal AugmentationOptions Scaled(double factor) =>
        factor == 1 ? this : this with { MinimumZoom = factor * MinimumZoom, MaximumZoom = factor * MaximumZoom };

    internal void Validate()
    {
        Require(CropSize >= 32 && CropSize % 32 == 0, nameof(CropSize), CropSize, "a positive multiple of 32");
        Require(MinimumZoom > 0 && double.IsFinite(MinimumZoom), nameof(MinimumZoom), MinimumZoom, "above 0");
        Require(
            MaximumZoom >= MinimumZoom && double.IsFinite(MaximumZoom), nameof(MaximumZoom), MaximumZoom,
            "at least MinimumZoom");
        Require(MinimumVisibility is > 0 and <= 1, nameof(MinimumVisibility), MinimumVisibility, "in (0, 1]");
        Require(FlipProbability is >= 0 and <= 1, nameof(FlipProbability), FlipProbability, "in [0, 1]");
        Require(ColourJitter is >= 0 and < 1, nameof(ColourJitter), ColourJitter, "in [0, 1)");
    }

    private static void Require(bool condition, string name, object value, string expected)
    {
        if (!condition)
            throw new ArgumentOutOfRangeException(name, value, $"AugmentationOptions.{name} must be {expected}.");
    }
}
