using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// The discrete Fourier transform of a picture, the zero frequency in the corner: what filters that are formulas of the
/// frequency are applied to.
/// </summary>
internal sealed class Spectrum : IDisposable
{
    private readonly Mat _values;

    private Spectrum(Mat values) => _values = values;

    /// <summary>Transforms a CV_64FC1 picture.</summary>
    public static Spectrum Of(Mat picture)
    {
        Mat values = new();
        Cv2.Dft(picture, values, DftFlags.ComplexOutput);
        return new Spectrum(values);
    }

    /// <summary>Multiplies by a real filter.</summary>
    /// <param name="filter">
    /// Of the horizontal and the vertical frequency in cycles per picture, from minus to plus half its sides.
    /// </param>
    public Spectrum Filter(Func<double, double, double> filter) =>
        Map((x, y, value) => value * filter(x, y));

    /// <summary>Multiplies by an imaginary filter: <paramref name="filter"/> times -i.</summary>
    public Spectrum FilterOdd(Func<double, double, double> filter) =>
        Map((x, y, value) => new Vec2d(value.Item1, -value.Item0) * filter(x, y));

    /// <summary>The low frequencies alone, as the spectrum of a picture of half the sides, rounded up.</summary>
    public Spectrum Halve()
    {
        int whole = _values.Rows, rows = (whole + 1) / 2;
        Mat half = new(rows, (_values.Cols + 1) / 2, MatType.CV_64FC2);
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<Vec2d> source = _values.RowSpan<Vec2d>(Source(y, rows, whole));
            Span<Vec2d> target = half.RowSpan<Vec2d>(y);
            for (int x = 0; x < target.Length; x++) target[x] = source[Source(x, target.Length, source.Length)];
        }
        return new Spectrum(half);
    }

    /// <summary>The real part of the inverse transform, a new CV_64FC1 Mat.</summary>
    public Mat ToPicture()
    {
        using Mat complex = new();
        Cv2.Dft(_values, complex, DftFlags.Inverse | DftFlags.Scale);
        return complex.ExtractChannel(0);
    }

    public void Dispose() => _values.Dispose();

    private Spectrum Map(Func<double, double, Vec2d, Vec2d> change)
    {
        Mat changed = new(_values.Size(), MatType.CV_64FC2);
        int rows = _values.Rows;
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<Vec2d> row = _values.RowSpan<Vec2d>(y);
            Span<Vec2d> target = changed.RowSpan<Vec2d>(y);
            double vertical = Frequency(y, rows);
            for (int x = 0; x < row.Length; x++) target[x] = change(Frequency(x, row.Length), vertical, row[x]);
        }
        return new Spectrum(changed);
    }

    private static double Frequency(int index, int count) => index < (count + 1) / 2 ? index : index - count;

    private static int Source(int index, int half, int whole) => index < (half + 1) / 2 ? index : index + whole - half;
}
