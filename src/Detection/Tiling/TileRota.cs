using OpenCvSharp;

namespace DetectionSdk.Tiling;

/// <summary>
/// Spreads the tiles of a stream's frames over several frames, and remembers what was found in those whose turn is
/// over. One per stream; one caller at a time.
/// </summary>
internal sealed class TileRota(int tilesPerFrame)
{
    private readonly Dictionary<int, IReadOnlyList<TileFinding>> _found = [];
    private HashSet<int> _current = [];
    private Size _picture;
    private int _next;

    /// <summary>What was found in the tiles that are not searched in this frame, in those before.</summary>
    public IEnumerable<TileFinding> Remembered =>
        _found.Where(tile => !_current.Contains(tile.Key)).SelectMany(tile => tile.Value);

    /// <summary>The tiles to search in the next frame.</summary>
    public IEnumerable<int> Next(TileGrid grid)
    {
        if (_picture != grid.Picture) _found.Clear();
        _picture = grid.Picture;
        int[] tiles = [.. Enumerable.Range(_next, Math.Min(tilesPerFrame, grid.Count)).Select(i => i % grid.Count)];
        _next = (_next + tiles.Length) % grid.Count;
        _current = [.. tiles];
        return tiles;
    }

    public void Remember(int tile, IReadOnlyList<TileFinding> found) => _found[tile] = found;
}
