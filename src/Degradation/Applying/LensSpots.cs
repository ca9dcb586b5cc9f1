using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Soft spots on a lens, far out of focus: drawn at a quarter of the size, blurred and enlarged.</summary>
internal static class LensSpots
{
    private const int Reduction = 4;

    /// <summary>A CV_32FC1 mask in [0, 1] of a size; the caller owns it.</summary>
    public static Mat Draw(Size size, int count, double radius, double opacity, long seed)
    {
        Size small = new((size.Width + Reduction - 1) / Reduction, (size.Height + Reduction - 1) / Reduction);
        double mean = radius * Math.Min(small.Width, small.Height);
        using Mat spots = new(small, MatType.CV_8UC1, Scalar.All(0));
        RandomSource random = new(seed);
        for (int i = 0; i < count; i++)
            Cv2.Ellipse(
                spots,
                new RotatedRect(
                    new Point2f((float)random.Uniform(0, small.Width), (float)random.Uniform(0, small.Height)),
                    new Size2f(mean * random.Uniform(1, 3), mean * random.Uniform(1, 3)),
                    (float)random.Uniform(0, 180)),
                Scalar.All(255), thickness: -1);
        Cv2.GaussianBlur(spots, spots, default, Math.Max(0.4 * mean, 0.5));
        using Mat enlarged = new();
        Cv2.Resize(spots, enlarged, size);
        Mat mask = new();
        enlarged.ConvertTo(mask, MatType.CV_32FC1, opacity / 255);
        return mask;
    }
}
