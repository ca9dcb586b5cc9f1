namespace DetectionSdk;

/// <summary>
/// How a <see cref="SuperResolver"/> runs its network. Immutable; checked by <see cref="SuperResolver.Load"/>.
/// </summary>
public sealed record SuperResolverOptions : RuntimeOptions
{
    /// <summary>
    /// Larger images are cut into tiles of this side, in input pixels. At least 16, or 0: never. Default null: what the
    /// bundle states, or <see cref="DefaultTileSize"/>. Raised where the model's
    /// <see cref="SuperResolverInfo.Overlap"/> needs larger ones, and by up to a quarter where the scale is no integer.
    /// </summary>
    public int? TileSize { get; init; }

    /// <summary>Side of the tiles where neither options nor bundle state one.</summary>
    public const int DefaultTileSize = 256;

    /// <summary>
    /// Images that would become larger are refused before memory is taken. In pixels, at least 1, default 64 x 1024 x
    /// 1024. Tiles take 18 bytes per output pixel, beside what the network takes for one.
    /// </summary>
    public long MaximumOutputPixels { get; init; } = FrontEnd.LargestOutput;

    /// <summary>
    /// What may be spent on an image where its context says nothing: <see cref="FrontEndContext.Budget"/>. Default
    /// null: each tile gets the part that suits it best. Checked when a router keeps to it.
    /// </summary>
    public double? Budget { get; init; }

    internal override void Validate()
    {
        base.Validate();
        if (TileSize is { } side and not 0) RequireAtLeast(side, FrontEndBundle.SmallestTile, nameof(TileSize));
        RequireAtLeast(MaximumOutputPixels, 1, nameof(MaximumOutputPixels));
    }
}
