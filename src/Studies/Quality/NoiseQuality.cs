using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// The noise quality measure (Damera-Venkata et al., IEEE Transactions on Image Processing 9(4), 2000): the
/// signal-to-noise ratio, in decibels, of what an eye would see of both pictures from 3.5 picture heights away. As its
/// published implementation computes it, in the form for any size.
/// </summary>
public static class NoiseQuality
{
    private const int Bands = 5;
    private const double ViewingAngle = 180 / (3.5 * Math.PI);

    /// <summary>The measure; positive infinity for equal pictures.</summary>
    /// <param name="reference">8-bit, grey or BGR; compared by its luma.</param>
    /// <param name="picture">Of the same size and type.</param>
    /// <exception cref="ArgumentException">They differ in size, or are of another type.</exception>
    public static double Measure(Mat reference, Mat picture)
    {
        using Mat a = LumaPlane.Of(reference), b = LumaPlane.Of(picture);
        LumaPlane.RequireEqualSize(a, b);
        double[][] good = Decompose(a), poor = Decompose(b);
        double signal = 0, noise = 0;
        double[] seenGood = new double[good[0].Length], seenPoor = new double[good[0].Length];
        double[] meanGood = [.. good[0]], meanPoor = [.. poor[0]];
        for (int band = 1; band <= Bands; band++)
        {
            double threshold = ContrastThreshold(Math.Pow(2, band) / ViewingAngle), masking = ContrastThreshold(band);
            for (int i = 0; i < meanGood.Length; i++)
            {
                (double first, double second) =
                    See(threshold, masking, good[band][i], meanGood[i], poor[band][i], meanPoor[i]);
                seenGood[i] += first;
                seenPoor[i] += second;
                meanGood[i] += good[band][i];
                meanPoor[i] += poor[band][i];
            }
        }
        for (int i = 0; i < seenGood.Length; i++)
        {
            signal += seenGood[i] * seenGood[i];
            noise += (seenGood[i] - seenPoor[i]) * (seenGood[i] - seenPoor[i]);
        }
        return 10 * Math.Log10(signal / noise);
    }

    // What is seen of one pixel in one band: nothing below the threshold of contrast; and no difference where the good
    // picture's contrast masks it.
    private static (double Good, double Poor) See(
        double threshold, double masking, double good, double meanGood, double poor, double meanPoor)
    {
        double contrast = good / meanGood, other = poor / meanPoor, shown = Math.Abs(other) > 1 ? 1 : other;
        bool isMasked = Math.Abs(shown - contrast) < masking * (0.86 * (contrast / masking - 1) + 0.3);
        return (
            Math.Abs(contrast) < threshold ? 0 : good, Math.Abs(other) < threshold ? 0 : isMasked ? good : poor);
    }

    // By cycles per degree.
    private static double ContrastThreshold(double frequency)
    {
        double scaled = 0.114 * frequency;
        return 1 / (200 * 2.6 * (0.0192 + scaled) * Math.Exp(-Math.Pow(scaled, 1.1)));
    }

    // The low frequencies, then octaves around 2, 4, 8, 16 and 32 cycles per picture.
    private static double[][] Decompose(Mat luma)
    {
        using Spectrum spectrum = Spectrum.Of(luma);
        return [.. Enumerable.Range(0, Bands + 1).Select(band => Band(spectrum, band))];
    }

    private static double[] Band(Spectrum spectrum, int band)
    {
        using Spectrum filtered = spectrum.Filter((x, y) => Cosine(Math.Sqrt(x * x + y * y), band));
        using Mat picture = filtered.ToPicture();
        return picture.AsSpan<double>().ToArray();
    }

    private static double Cosine(double radius, int band)
    {
        double octave = band == 0 ? Math.Log2(radius + 2) - 1 : Math.Log2(radius) - band;
        return Math.Abs(octave) > 1 ? 0 : 0.5 * (1 + Math.Cos(Math.PI * octave));
    }
}
