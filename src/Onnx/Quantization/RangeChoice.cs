namespace DetectionSdk.Onnx;

/// <summary>Chooses the range of a tensor by the distribution of its values.</summary>
internal static class RangeChoice
{
    private const int Levels = 256, Candidates = 128;
    private const double Smallest = 1e-9;

    /// <summary>Cuts the rarest values, half of them on each side.</summary>
    /// <param name="values">Their distribution.</param>
    /// <param name="percentile">Percent of the values to keep.</param>
    public static ValueRange Percentile(Histogram values, double percentile)
    {
        double cut = values.Counts.Sum() * (100 - percentile) / 200;
        int first = 0, end = Histogram.Bins;
        for (double below = values.Counts[0]; below <= cut && end - first > 1; below += values.Counts[first]) first++;
        for (double above = values.Counts[end - 1]; above <= cut && end - first > 1; above += values.Counts[end - 1])
            end--;
        return values.Slice(first, end);
    }

    /// <summary>
    /// Of ranges cut at one distance from 0 on both sides, the one after which 8-bit values are distributed most like
    /// the values themselves.
    /// </summary>
    /// <param name="values">Their distribution.</param>
    /// <param name="range">The smallest and the largest value.</param>
    public static ValueRange Entropy(Histogram values, ValueRange range)
    {
        double farthest = Math.Max(-range.Low, range.High);
        (int First, int End) best = Enumerable.Range(1, Candidates)
            .Select(i => values.Within(farthest * i / Candidates))
            .Where(bins => bins.End - bins.First >= Levels)
            .DefaultIfEmpty((0, Histogram.Bins))
            .MinBy(bins => Divergence(values.Counts, bins.Item1, bins.Item2));
        return values.Slice(best.First, best.End);
    }

    // Kullback and Leibler: what is cut goes into the outermost bins; then each level spreads its values evenly over
    // those of its bins that hold any.
    private static double Divergence(long[] counts, int first, int end)
    {
        double[] cut = [.. counts[first..end].Select(count => (double)count)];
        cut[0] += counts[..first].Sum();
        cut[^1] += counts[end..].Sum();
        double all = cut.Sum(), divergence = 0, kept = counts[first..end].Sum();
        if (kept == 0) return double.PositiveInfinity;
        for (int level = 0; level < Levels; level++)
        {
            int from = (int)((long)cut.Length * level / Levels), to = (int)((long)cut.Length * (level + 1) / Levels);
            double sum = 0;
            int filled = 0;
            for (int bin = from; bin < to; bin++)
            {
                sum += counts[first + bin];
                if (cut[bin] > 0) filled++;
            }
            for (int bin = from; bin < to; bin++)
            {
                if (cut[bin] == 0) continue;
                double spread = Math.Max(sum / filled / kept, Smallest);
                divergence += cut[bin] / all * Math.Log(cut[bin] / all / spread);
            }
        }
        return divergence;
    }
}
