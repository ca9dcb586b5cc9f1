using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// The steerable pyramid (Simoncelli and Freeman, ICIP 1995), four octaves of six directions, by its formulas in the
/// frequency domain: cosines of the octave, fifth powers of the cosine of the direction. The constant factor of all
/// bands is left out.
/// </summary>
internal static class SteerablePyramid
{
    /// <summary>Octaves.</summary>
    public const int Levels = 4;

    private const int Directions = 6;

    /// <summary>The bands of some directions, finest octave first.</summary>
    /// <param name="picture">CV_64FC1.</param>
    /// <param name="directions">Which, from 0: multiples of 30 degrees.</param>
    /// <returns>New CV_64FC1 Mats with the octave each, from 1; the caller disposes them.</returns>
    public static IReadOnlyList<(int Level, Mat Band)> Decompose(Mat picture, params IReadOnlyList<int> directions)
    {
        List<(int, Mat)> bands = [];
        using Spectrum whole = Spectrum.Of(picture);
        Size size = picture.Size();
        Spectrum low = whole.Filter((x, y) => Low(Octave(x, y, size)));
        for (int level = 1; level <= Levels; level++)
        {
            bands.AddRange(directions.Select(direction => (level, Band(low, size, direction))));
            size = new Size((size.Width + 1) / 2, (size.Height + 1) / 2);
            using Spectrum before = low, half = low.Halve();
            low = half.Filter((x, y) => Low(Octave(x, y, size)));
        }
        low.Dispose();
        return bands;
    }

    private static Mat Band(Spectrum low, Size size, int direction)
    {
        double angle = Math.PI * direction / Directions;
        using Spectrum band = low.FilterOdd(
            (x, y) => High(Octave(x, y, size) + 1)
                * Math.Pow(Math.Cos(Math.Atan2(y / size.Height, x / size.Width) - angle), Directions - 1));
        return band.ToPicture();
    }

    // 0 at the highest frequency of an axis, -1 at half of it.
    private static double Octave(double x, double y, Size size) =>
        Math.Log2(2 * Math.Sqrt(Square(x / size.Width) + Square(y / size.Height)));

    private static double Low(double octave) => Math.Cos(Math.PI / 2 * Math.Clamp(octave + 1, 0, 1));

    private static double High(double octave) => Math.Sin(Math.PI / 2 * Math.Clamp(octave + 1, 0, 1));

    private static double Square(double value) => value * value;
}
