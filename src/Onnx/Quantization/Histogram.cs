namespace DetectionSdk.Onnx;

/// <summary>How often values occur in equal bins of a range.</summary>
internal sealed class Histogram(ValueRange range)
{
    public const int Bins = 2048;

    private readonly double _width = ((double)range.High - range.Low) / Bins;

    public long[] Counts { get; } = new long[Bins];

    public void Add(ReadOnlySpan<float> values)
    {
        double perUnit = _width == 0 ? 0 : 1 / _width;
        foreach (float value in values)
            Counts[Math.Clamp((int)((value - (double)range.Low) * perUnit), 0, Bins - 1)]++;
    }

    /// <summary>The range of the bins from one on up to another.</summary>
    public ValueRange Slice(int first, int end) => ValueRange.Of(
        first == 0 ? range.Low : (float)(range.Low + first * _width),
        end == Bins ? range.High : (float)(range.Low + end * _width));

    /// <summary>The bins without those whose values lie farther from 0 than a distance.</summary>
    public (int First, int End) Within(double distance)
    {
        if (_width == 0) return (0, Bins);
        int first = (int)Math.Max(0, Math.Ceiling((-distance - range.Low) / _width - 1e-9));
        int end = (int)Math.Min(Bins, Math.Floor((distance - range.Low) / _width + 1e-9));
        return (first, Math.Max(end, first + 1));
    }
}
