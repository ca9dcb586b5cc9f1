using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Fields of random numbers that a seed fixes to the bit, whatever thread asks.</summary>
internal static class NoiseField
{
    /// <summary>CV_32FC3 of normal numbers with mean 0, from OpenCV's generator with a state of its own (not the one of the thread).</summary>
    public static Mat Gaussian(Size size, NoiseColor color, double standardDeviation, long seed)
    {
        bool grey = color == NoiseColor.Grey;
        Mat field = new(size, grey ? MatType.CV_32FC1 : MatType.CV_32FC3);
        RNG generator = new(new RandomSource(seed).Next());
        generator.Fill(field, DistributionType.Normal, Scalar.All(0), Scalar.All(standardDeviation));
        if (grey) Cv2.CvtColor(field, field, ColorConversionCodes.GRAY2BGR);
        return field;
    }

    /// <summary>Poisson(peak * x) / peak for every number x of a CV_32F image; negative x counts as 0.</summary>
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
