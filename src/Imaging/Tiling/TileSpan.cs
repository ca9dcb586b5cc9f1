namespace DetectionSdk.Imaging.Tiling;

/// <summary>One tile along one axis.</summary>
/// <param name="Start">First input pixel.</param>
/// <param name="Length">Input pixels.</param>
/// <param name="OutputStart">First output pixel.</param>
/// <param name="Weights">
/// Share of this tile in each of its output pixels, in [0, 1]; over all tiles they sum to 1.
/// </param>
public sealed record TileSpan(int Start, int Length, int OutputStart, float[] Weights)
{
    /// <summary>First input pixel after the tile.</summary>
    public int End => Start + Length;

    /// <summary>Output pixels.</summary>
    public int OutputLength => Weights.Length;
}
