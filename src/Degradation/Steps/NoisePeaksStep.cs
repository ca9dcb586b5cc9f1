using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Noise with peaks: around some places it rises along a Gaussian from a lowest to a highest deviation; where peaks
/// meet, the greater counts. In a clip the peaks stay where they are.
/// </summary>
/// <param name="Lowest">Standard deviation far from all peaks, in 8-bit levels.</param>
/// <param name="Highest">Standard deviation in the middle of a peak.</param>
/// <param name="Count">Number of peaks.</param>
/// <param name="Radius">Deviation of the Gaussian, as a fraction of the longer side.</param>
/// <param name="PeakSeed">Fixes the places of the peaks.</param>
/// <param name="Color">How the channels' noise hangs together.</param>
/// <param name="Seed">Fixes the noise field to the bit.</param>
public sealed record NoisePeaksStep(
    [property: ParameterRange(0, 255, Unit = "8-bit levels")] double Lowest,
    [property: ParameterRange(0, 255, Unit = "8-bit levels")] double Highest,
    [property: ParameterRange(1, 100)] int Count,
    [property: ParameterRange(0.01, 1)] double Radius,
    long PeakSeed,
    NoiseColor Color,
    long Seed) : VaryingNoiseStep(Color, Seed)
{
    /// <inheritdoc/>
    protected override FormattableString Label => $"noise {Lowest:0}, peaks {Highest:0}";

    /// <inheritdoc/>
    public override Mat DeviationMap(Size size)
    {
        RandomSource random = new(PeakSeed);
        Mat heights = new(size, MatType.CV_32FC1, Scalar.All(0));
        for (int i = 0; i < Count; i++)
        {
            using Mat across = Mat.FromArray(Bell(size.Width, random.NextDouble(), size)).T();
            using Mat down = Mat.FromArray(Bell(size.Height, random.NextDouble(), size));
            using Mat peak = (down * across).ToMat(); // (height, 1) x (1, width)
            Cv2.Max(heights, peak, heights);
        }
        heights.ConvertTo(heights, MatType.CV_32FC1, Highest - Lowest, Lowest);
        return heights;
    }

    /// <summary>exp(-d^2 / 2 r^2) along an axis, d from the middle of a pixel to a place in [0, 1].</summary>
    private float[] Bell(int length, double place, Size size)
    {
        double radius = Radius * Math.Max(size.Width, size.Height);
        return
        [
            .. Enumerable.Range(0, length)
                .Select(i => (float)Math.Exp(-0.5 * Math.Pow((i + 0.5 - place * length) / radius, 2)))
        ];
    }
}
