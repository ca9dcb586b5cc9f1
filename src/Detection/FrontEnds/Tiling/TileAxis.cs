using System.Numerics;
using System.Numerics.Tensors;

namespace DetectionSdk.Tiling;

/// <summary>
/// Cuts one axis of an image into overlapping tiles of one length; the last one is shifted inwards. What a tile says within the overlap of its inner edges counts nothing, since the network
/// saw less there than on the whole image; from there its weight rises linearly over <see cref="Ramp"/> input pixels. So with an overlap of at least the receptive field's radius
/// the tiles give what the whole image gives, and with less the seams are blended.
/// </summary>
/// <remarks>
/// Where the scale is no integer, tiles begin and end where input and output pixels share an edge, if these places lie close enough; else at the nearest output pixel: then a tile may be shifted
/// by up to half an output pixel against the whole image.
/// </remarks>
internal static class TileAxis
{
    /// <summary>Width of the blended band between two tiles, in input pixels.</summary>
    public const int Ramp = 8;

    /// <param name="length">Input pixels.</param>
    /// <param name="output">Output pixels, at least as many.</param>
    /// <param name="tileSize">Wanted tile length in input pixels; 0: never cut.</param>
    /// <param name="overlap">Radius of the receptive field in input pixels.</param>
    public static TileSpan[] Cut(int length, int output, int tileSize, int overlap)
    {
        int shared = 2 * overlap + Ramp;
        int tile = Math.Max(tileSize, 2 * shared);
        int period = length / (int)BigInteger.GreatestCommonDivisor(length, output);
        if (period > tile / 2) period = 1;
        tile = (tile + period - 1) / period * period;
        if (tileSize == 0 || length <= tile) return [new TileSpan(0, length, 0, Ones(output))];

        int step = (tile - shared) / period * period;
        List<TileSpan> spans = [];
        for (int start = 0; start + tile < length; start += step) spans.Add(Span(start));
        spans.Add(Span(length - tile));
        Normalise(spans, output);
        return [.. spans];

        TileSpan Span(int start)
        {
            int first = Map(start), end = Map(start + tile);
            return new TileSpan(start, tile, first, Rise(end - first, tile, overlap, start > 0, start + tile < length));
        }

        int Map(int position) => (int)Math.Round((double)position * output / length);
    }

    private static float[] Rise(int count, int tile, int overlap, bool before, bool after)
    {
        float[] weights = Ones(count);
        for (int i = 0; i < count; i++)
        {
            double position = (i + 0.5) * tile / count;
            double near = Math.Min(before ? position : double.MaxValue, after ? tile - position : double.MaxValue);
            weights[i] = (float)Math.Clamp((near - overlap) / Ramp, 0, 1);
        }
        return weights;
    }

    private static void Normalise(List<TileSpan> spans, int output)
    {
        float[] sum = new float[output];
        foreach (TileSpan span in spans)
        {
            Span<float> covered = sum.AsSpan(span.OutputStart, span.OutputLength);
            TensorPrimitives.Add(covered, span.Weights, covered);
        }
        foreach (TileSpan span in spans)
            TensorPrimitives.Divide(span.Weights, sum.AsSpan(span.OutputStart, span.OutputLength), span.Weights);
    }

    private static float[] Ones(int count)
    {
        float[] weights = new float[count];
        Array.Fill(weights, 1);
        return weights;
    }
}
