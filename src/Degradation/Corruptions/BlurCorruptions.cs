using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>The blurs of COCO-C; levels from 0. Lengths are pixels, whatever the size of the image.</summary>
internal static class BlurCorruptions
{
    private static readonly (double Radius, double Softness)[] Disks =
    [
        (3, 0.1), (4, 0.5), (6, 0.5), (8, 0.5), (10, 0.5)
    ];
    private static readonly (double Sigma, int Distance, int Rounds)[] GlassBlurs =
    [
        (0.7, 1, 2), (0.9, 2, 1), (1, 2, 3), (1.1, 3, 2), (1.5, 4, 2)
    ];
    private static readonly (int Radius, double Sigma)[] Paths = [(10, 3), (15, 5), (15, 8), (15, 12), (20, 15)];
    private static readonly (int Steps, double Step)[] Zooms =
    [
        (11, 0.01), (16, 0.01), (11, 0.02), (13, 0.02), (11, 0.03)
    ];

    public static Mat Defocus(Mat image, int level)
    {
        (double radius, double softness) = Disks[level];
        return new DegradationPlan(
            image.Size(),
            [new DefocusBlurStep(radius), new GaussianBlurStep(radius > 8 ? 5 : 3, softness, softness, Angle: 0)])
            .Apply(image);
    }

    /// <summary>Every pixel, from the last to the first, changes places with one near it, some times over.</summary>
    public static Mat Glass(Mat image, int level, long seed)
    {
        (double sigma, int distance, int rounds) = GlassBlurs[level];
        using Mat shuffled = Soften(image, sigma);
        RandomSource random = new(seed);
        Size size = image.Size();
        MatRowAccessor<Vec3b> rows = shuffled.AsRows<Vec3b>();
        for (int round = 0; round < rounds; round++)
            for (int y = size.Height - distance; y > distance; y--)
                for (int x = size.Width - distance; x > distance; x--)
                    Swap(
                        ref rows[y][x],
                        ref rows[y + random.NextIndex(2 * distance) - distance]
                            [x + random.NextIndex(2 * distance) - distance]);
        GC.KeepAlive(shuffled);
        return Soften(shuffled, sigma);

        static void Swap(ref Vec3b a, ref Vec3b b) => (a, b) = (b, a);
    }

    public static Mat Motion(Mat image, int level, long seed)
    {
        (int radius, double sigma) = Paths[level];
        double angle = new RandomSource(seed).Uniform(-Math.PI / 4, Math.PI / 4);
        Mat blurred = new();
        using Mat kernel = Trail(radius, sigma, angle);
        Cv2.Filter2D(image, blurred, -1, kernel, borderType: BorderTypes.Replicate);
        return blurred;
    }

    /// <summary>
    /// Half a Gaussian along a line: a point leaves a trail that begins where it is. Correlation kernel, CV_32FC1.
    /// </summary>
    internal static Mat Trail(int radius, double sigma, double angle)
    {
        int length = 2 * radius;
        float[,] weights = new float[2 * length + 1, 2 * length + 1];
        double[] along = [.. Enumerable.Range(0, length + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        for (int i = 0; i <= length; i++)
            weights[
                length + (int)Math.Round(i * Math.Sin(angle)),
                length + (int)Math.Round(i * Math.Cos(angle))] += (float)(along[i] / along.Sum());
        return Mat.FromArray(weights);
    }

    /// <summary>The image itself counts once more beside the zooms.</summary>
    public static Mat Zoom(Mat image, int level)
    {
        (int steps, double step) = Zooms[level];
        using Mat sum = new(), zoomed = new();
        image.ConvertTo(sum, MatType.CV_32FC3);
        Point2f middle = new((image.Width - 1) / 2f, (image.Height - 1) / 2f);
        for (int i = 0; i < steps; i++)
        {
            using Mat matrix = Cv2.GetRotationMatrix2D(middle, 0, 1 + i * step);
            Cv2.WarpAffine(image, zoomed, matrix, image.Size(), InterpolationFlags.Linear, BorderTypes.Replicate);
            Cv2.Add(sum, zoomed, sum, dtype: MatType.CV_32F);
        }
        Mat mean = new();
        sum.ConvertTo(mean, MatType.CV_8UC3, 1.0 / (steps + 1));
        return mean;
    }

    private static Mat Soften(Mat image, double sigma)
    {
        int side = 2 * (int)(4 * sigma + 0.5) + 1;
        Mat soft = new();
        Cv2.GaussianBlur(image, soft, new Size(side, side), sigma, sigma, BorderTypes.Replicate);
        return soft;
    }
}
