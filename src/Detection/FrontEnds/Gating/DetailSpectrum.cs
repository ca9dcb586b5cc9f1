using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Gating;

/// <summary>Which share of an image's nominal resolution holds detail, from its spectrum.</summary>
/// <remarks>
/// The luma less its mean, under a Hann window, is transformed, and its power averaged over rings of equal frequency;
/// radius 1 is the Nyquist frequency of an axis. The corners of the spectrum beyond the rings tell the noise, taken for
/// white. A ring counts by as much as it exceeds that by three standard errors. The answer is the radius below which
/// nine tenths of the gradient energy (power times squared frequency) of what remains lie: photographs, whose power
/// falls as one over the squared frequency, weigh equally everywhere then, so that enlarging scales the answer.
/// </remarks>
internal static class DetailSpectrum
{
    private const int FewestRings = 8, PixelsPerRing = 4;
    private const double CornerRadius = 1.1, Share = 0.9;

    // What is weaker than noise of this standard deviation, in levels, is no detail: rounding, for instance.
    private const double LeastNoise = 1;

    // Three standard errors of a mean over n coefficients are 6 / sqrt(n) of it: neighbours under the window are alike,
    // so that 3.8 are worth one.
    private const double Margin = 6;

    /// <param name="luma">8-bit, one channel.</param>
    /// <returns>In (0, 1]; 1 for images with a side of less than 32 pixels, of which nothing can be told.</returns>
    public static double EffectiveResolution(Mat luma)
    {
        int rings = Math.Min(luma.Width, luma.Height) / PixelsPerRing;
        if (rings < FewestRings) return 1;
        float[] across = Hann(luma.Width), down = Hann(luma.Height);
        using Mat spectrum = Transform(luma, across, down);
        (double[] power, int[] count) = SumRings(spectrum, rings);
        double leastFloor =
            LeastNoise * LeastNoise * TensorPrimitives.SumOfSquares(across) * TensorPrimitives.SumOfSquares(down);
        double[] energy = GradientEnergy(power, count, rings, leastFloor);

        double wanted = Share * energy.Sum(), sum = energy[0];
        int ring = 0;
        while (sum < wanted && ring < rings - 1) sum += energy[++ring];
        return (ring + 1.0) / rings;
    }

    private static float[] Hann(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(0.5 - 0.5 * Math.Cos(2 * Math.PI * (i + 0.5) / length)))];

    // OpenCV's packed half of the spectrum, of a size that is quick to transform.
    private static Mat Transform(Mat luma, float[] across, float[] down)
    {
        using Mat exact = new(), padded = new();
        luma.ConvertTo(exact, MatType.CV_32F, 1, -Cv2.Mean(luma).Val0);
        for (int y = 0; y < down.Length; y++)
        {
            Span<float> row = exact.RowSpan<float>(y);
            TensorPrimitives.Multiply(row, across, row);
            TensorPrimitives.Multiply(row, down[y], row);
        }
        Cv2.CopyMakeBorder(
            exact, padded, 0, Cv2.GetOptimalDFTSize(luma.Height) - luma.Height, 0,
            Cv2.GetOptimalDFTSize(luma.Width) - luma.Width, BorderTypes.Constant, Scalar.All(0));
        Mat spectrum = new();
        Cv2.Dft(padded, spectrum);
        return spectrum;
    }

    // Power and number of coefficients per ring, on into the corners. Columns pair up as real and imaginary part; the
    // first and the last, packed in another way, are left out.
    private static (double[] Power, int[] Count) SumRings(Mat spectrum, int rings)
    {
        double[] power = new double[2 * rings];
        int[] count = new int[2 * rings];
        int height = spectrum.Height;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<float> row = spectrum.RowSpan<float>(y);
            double vertical = 2.0 * Math.Min(y, height - y) / height;
            for (int x = 1; x < row.Length - 1; x += 2)
            {
                double horizontal = (x + 1.0) / row.Length;
                int ring = (int)(Math.Sqrt(horizontal * horizontal + vertical * vertical) * rings);
                power[ring] += row[x] * row[x] + row[x + 1] * row[x + 1];
                count[ring]++;
            }
        }
        return (power, count);
    }

    private static double[] GradientEnergy(double[] power, int[] count, int rings, double leastFloor)
    {
        int corner = (int)(CornerRadius * rings), corners = count[corner..].Sum();
        double floor = Math.Max(power[corner..].Sum() / corners, leastFloor);
        double[] energy = new double[rings];
        for (int i = 0; i < rings; i++)
        {
            double signal =
                power[i] / count[i] - floor * (1 + Margin / Math.Sqrt(corners) + Margin / Math.Sqrt(count[i]));
            // squared frequency times the length of the ring
            energy[i] = Math.Max(signal, 0) * Math.Pow((i + 0.5) / rings, 3);
        }
        return energy;
    }
}
