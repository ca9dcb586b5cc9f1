using OpenCvSharp;

namespace DetectionSdk.Tiling;

/// <summary>What one look at a picture found.</summary>
/// <param name="Object">The object, in pixels of the picture.</param>
/// <param name="Look">Number of the tile; -1 for the whole picture.</param>
/// <param name="IsCut">Whether the edge of the tile cuts it, and no other tile sees more of it.</param>
internal readonly record struct TileFinding(DetectedObject Object, int Look, bool IsCut)
{
    public const int WholePicture = -1;

    /// <summary>
    /// What the tile says of an object; null where the edge cuts it and the tile behind that edge sees all that this
    /// one does: then that one knows better.
    /// </summary>
    public static TileFinding? Of(DetectedObject found, TileGrid grid, int tile)
    {
        Rect place = grid[tile];
        Rect2d box = found.Box + new Point2d(place.X, place.Y);
        (bool cutX, bool isKnownX) = LookAt(box.Left, box.Right, tile % grid.Columns.Length, grid.Columns, place.Width);
        (bool cutY, bool isKnownY) = LookAt(box.Top, box.Bottom, tile / grid.Columns.Length, grid.Rows, place.Height);
        if (isKnownX || isKnownY) return null;
        return new TileFinding(found with { Box = box }, tile, cutX || cutY);
    }

    // Whether an inner edge cuts the object along one axis, and whether the neighbour there sees it from its beginning.
    private static (bool IsCut, bool IsKnown) LookAt(double from, double to, int index, int[] starts, int length)
    {
        double reach = TileGrid.Reach(length);
        bool before = index > 0 && from - starts[index] <= reach;
        bool after = index < starts.Length - 1 && starts[index] + length - to <= reach;
        bool isKnown = (before && !after && to < starts[index - 1] + length - reach)
            || (after && !before && from > starts[index + 1] + reach);
        return (before || after, isKnown);
    }
}
