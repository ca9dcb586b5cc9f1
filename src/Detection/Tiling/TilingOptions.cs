namespace DetectionSdk;

/// <summary>
/// How a <see cref="Detector"/> searches pictures that are large against its input: in overlapping tiles, beside the
/// whole picture, so that small objects keep their pixels and large ones are seen whole. Immutable; checked when the
/// model is loaded.
/// </summary>
public sealed record TilingOptions
{
    /// <summary>
    /// Side of the square tiles in pixels of the picture. Default null: as large as the photographs that detectors
    /// learn from, 640 pixels, or as the model's input where that is larger. At least the model's stride. A picture
    /// that fits into one tile is searched whole alone.
    /// </summary>
    public int? Size { get; init; }

    /// <summary>
    /// Least share of a tile that its neighbour sees too: objects up to that size are whole in one of them. In
    /// [0, 0.9], default 0.25.
    /// </summary>
    public double Overlap { get; init; } = 0.25;

    /// <summary>
    /// Whether the whole picture is searched, too, for objects larger than a tile. Default true.
    /// </summary>
    public bool WholePicture { get; init; } = true;

    /// <summary>
    /// With <see cref="Size"/> null, pictures that are no longer than a tile by more than this factor are searched
    /// whole alone. At least 1, default 1.5.
    /// </summary>
    public double LargestWhole { get; init; } = 1.5;

    /// <summary>
    /// In a stream, so many tiles are searched per frame, in turn; what was found in the others stays until their turn
    /// comes. Default null: all in every frame.
    /// </summary>
    public int? TilesPerFrame { get; init; }

    internal void Validate()
    {
        if (Size < 1)
            throw new ArgumentOutOfRangeException(nameof(Size), Size, "TilingOptions.Size must be at least 1.");
        if (!(Overlap is >= 0 and <= 0.9))
            throw new ArgumentOutOfRangeException(
                nameof(Overlap), Overlap, "TilingOptions.Overlap must be in [0, 0.9].");
        if (!(LargestWhole >= 1))
            throw new ArgumentOutOfRangeException(
                nameof(LargestWhole), LargestWhole, "TilingOptions.LargestWhole must be at least 1.");
        if (TilesPerFrame < 1)
            throw new ArgumentOutOfRangeException(
                nameof(TilesPerFrame), TilesPerFrame, "TilingOptions.TilesPerFrame must be at least 1.");
    }

    /// <exception cref="ModelFormatException">Tiles are smaller than the stride of the model.</exception>
    internal void RequireFit(ModelInfo model)
    {
        if (Size < model.Stride)
            throw new ModelFormatException(
                $"'{model.Path}' has the stride {model.Stride}; tiles of {Size} x {Size} pixels are smaller. Expected "
                + $"at least {model.Stride}.");
    }
}
