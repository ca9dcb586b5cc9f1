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
    public Spectrum Filter(Func<double, double, double> filter)
    {
        Mat changed = new(_values.Size(), MatType.CV_64FC2);
        int rows = _values.Rows;
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<Vec2d> row = _values.RowSpan<Vec2d>(y);
            Span<Vec2d> target = changed.RowSpan<Vec2d>(y);
            double vertical = Frequency(y, rows);
            for (int x = 0; x < row.Length; x++) target[x] = row[x] * filter(Frequency(x, row.Length), vertical);
        }
        return new Spectrum(changed);
    }

    /// <summary>The real part of the inverse transform, a new CV_64FC1 Mat.</summary>
    public Mat ToPicture()
    {
        using Mat complex = new();
        Cv2.Dft(_values, complex, DftFlags.Inverse | DftFlags.Scale);
        return complex.ExtractChannel(0);
    }

    public void Dispose() => _values.Dispose();

    private static double Frequency(int index, int count) => index < (count + 1) / 2 ? index : index - count;
}
