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
}
