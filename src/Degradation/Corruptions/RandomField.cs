using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Random fields that a seed fixes to the bit; the caller owns them.</summary>
internal static class RandomField
{
    /// <summary>Uniform on [0, 1), CV_32F of 1 or 3 channels.</summary>
    public static Mat Uniform(Size size, int channels, long seed)
    {
        Mat field = new(size, MatType.MakeType(MatType.CV_32F, channels));
        Generator(seed).Fill(field, DistributionType.Uniform, Scalar.All(0), Scalar.All(1));
        return field;
    }

    /// <summary>Normal, CV_32FC1.</summary>
    public static Mat Normal(Size size, double mean, double standardDeviation, long seed)
    {
        Mat field = new(size, MatType.CV_32FC1);
        Generator(seed).Fill(field, DistributionType.Normal, Scalar.All(mean), Scalar.All(standardDeviation));
        return field;
    }

    /// <summary>
    /// Clouds on [0, 1], CV_32FC1: octaves of uniform noise, each twice as fine and weaker by the decay. The
    /// diamond-square clouds of COCO-C halve their random shifts in the same way.
    /// </summary>
    public static Mat Clouds(Size size, double decay, long seed)
    {
        int side = Math.Max(size.Width, size.Height);
        Mat clouds = new(size, MatType.CV_32FC1, Scalar.All(0));
        double weight = 1;
        for (int cells = 2; cells < side; cells *= 2, weight /= decay)
        {
            using Mat coarse = Uniform(new Size(cells + 1, cells + 1), 1, RandomSource.DeriveSeed(seed, cells));
            using Mat square = new();
            Cv2.Resize(coarse, square, new Size(side, side), 0, 0, InterpolationFlags.Cubic);
            using Mat part = square[0, size.Height, 0, size.Width];
            Cv2.ScaleAdd(part, weight, clouds, clouds);
        }
        Cv2.Normalize(clouds, clouds, 0, 1, NormTypes.MinMax);
        return clouds;
    }

    private static RNG Generator(long seed) => new(new RandomSource(seed).Next());
}
