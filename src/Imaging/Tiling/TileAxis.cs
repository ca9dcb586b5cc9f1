using System.Numerics.Tensors;

namespace DetectionSdk.Imaging.Tiling;

/// <summary>
/// Cuts one axis of an image into overlapping tiles; the last one is shifted inwards. What a tile says within the
/// overlap of its inner edges counts nothing, since the network saw less there than on the whole image; from there its
/// weight rises linearly over <see cref="Ramp"/> input pixels. So with an overlap of at least the receptive field's
/// radius the tiles give what the whole image gives, and with less the seams are blended.
/// </summary>
/// <remarks>
/// Where the scale is no integer, a tile may begin up to a quarter of its length earlier and end as much later: where
/// edges of input and output pixels come nearest to each other. They coincide at scales p / q if q is no larger than
/// that quarter. Otherwise the tile is shifted by what is missing, less than a quarter of an output pixel; up to half
/// of one if the scale differs from an integer by less than one over the quarter.
/// </remarks>
public static class TileAxis
{
    /// <summary>Width of the blended band between two tiles, in input pixels.</summary>
    public const int Ramp = 8;

    /// <summary>Cuts the axis.</summary>
    /// <param name="length">Input pixels.</param>
    /// <param name="output">Output pixels, at least as many.</param>
    /// <param name="tileSize">Wanted tile length in input pixels; 0: never cut.</param>
    /// <param name="overlap">Radius of the receptive field in input pixels.</param>
    public static TileSpan[] Cut(int length, int output, int tileSize, int overlap)
    {
        int shared = 2 * overlap + Ramp;
        int tile = Math.Max(tileSize, 2 * shared);
        if (tileSize == 0 || length <= tile) return [new TileSpan(0, length, 0, Ones(output))];

        int end = Fit(tile, 1);
        List<TileSpan> spans = [Span(0, end)];
        while (end < length)
        {
            bool isLast = end - shared >= length - tile;
            int start = Fit(isLast ? length - tile : end - shared, -1);
            end = isLast ? length : Fit(start + tile, 1);
            spans.Add(Span(start, end));
        }
        Normalise(spans, output);
        return [.. spans];

        // Of the places from one on, that with the least misfit; of equal ones the first.
        int Fit(int from, int step) =>
            Enumerable.Range(0, tile / 4)
                .Select(i => from + i * step).Where(place => place >= 0 && place <= length).MinBy(Misfit);

        // From an edge of input pixels to the nearest one of output pixels; in output pixels, times the length.
        long Misfit(int place) => Math.Min((long)place * output % length, length - (long)place * output % length);

        TileSpan Span(int start, int stop)
        {
            int first = Map(start), last = Map(stop);
            return new TileSpan(
                start, stop - start, first, Rise(last - first, stop - start, overlap, start > 0, stop < length));
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
