using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Fields of random numbers that a seed fixes to the bit, whatever thread asks.</summary>
internal static class NoiseField
{
    /// <summary>
    /// Fills a CV_32FC3 Mat with normal numbers of mean 0, from OpenCV's generator with a state of its own (not the one
    /// of the thread).
    /// </summary>
    public static void FillGaussian(Mat field, NoiseColor color, double standardDeviation, long seed)
    {
        RNG generator = new(new RandomSource(seed).Next());
        if (color == NoiseColor.Color)
        {
            generator.Fill(field, DistributionType.Normal, Scalar.All(0), Scalar.All(standardDeviation));
            return;
        }
        using Mat grey = new(field.Size(), MatType.CV_32FC1);
        generator.Fill(grey, DistributionType.Normal, Scalar.All(0), Scalar.All(standardDeviation));
        Cv2.CvtColor(grey, field, ColorConversionCodes.GRAY2BGR);
    }

    /// <summary>
    /// Poisson(peak * x) / peak for every number x of a CV_32F image; negative x counts as 0. The caller owns the
    /// result.
    /// </summary>
    public static Mat Poisson(Mat signal, double peak, long seed)
    {
        Mat field = signal.Clone();
        using Mat line = field.Reshape(1, 1);
        PoissonSource source = new(new RandomSource(seed));
        Span<float> values = line.AsSpan<float>();
        for (int i = 0; i < values.Length; i++) values[i] = (float)(source.Next(Math.Max(0, values[i] * peak)) / peak);
        return field;
    }
}
