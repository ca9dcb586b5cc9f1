using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>The digital corruptions of COCO-C; levels from 0.</summary>
internal static class DigitalCorruptions
{
    private static readonly double[] Value = [0.1, 0.2, 0.3, 0.4, 0.5];
    private static readonly double[] Contrasts = [0.4, 0.3, 0.2, 0.1, 0.05];
    private static readonly double[] Strength = [250 * 0.05, 250 * 0.065, 250 * 0.085, 250 * 0.1, 250 * 0.12];
    private static readonly double[] Sizes = [0.6, 0.5, 0.4, 0.3, 0.25];
    private static readonly int[] Quality = [25, 18, 15, 10, 7];

    /// <summary>Adds to the value of HSV; hue and saturation stay.</summary>
    public static Mat Brightness(Mat image, int level)
    {
        using Mat hsv = new(), value = new();
        image.ConvertTo(hsv, MatType.CV_32FC3, 1.0 / 255);
        Cv2.CvtColor(hsv, hsv, ColorConversionCodes.BGR2HSV);
        Cv2.ExtractChannel(hsv, value, 2);
        value.ConvertTo(value, MatType.CV_32FC1, 1, Value[level]);
        Cv2.Min(value, 1, value);
        Cv2.InsertChannel(value, hsv, 2);
        Cv2.CvtColor(hsv, hsv, ColorConversionCodes.HSV2BGR);
        Mat bright = new();
        hsv.ConvertTo(bright, MatType.CV_8UC3, 255);
        return bright;
    }

    /// <summary>Draws every channel towards its mean.</summary>
    public static Mat Contrast(Mat image, int level)
    {
        double kept = Contrasts[level];
        Scalar mean = Cv2.Mean(image);
        using Mat grey = new(image.Size(), MatType.CV_32FC3, mean), exact = new();
        image.ConvertTo(exact, MatType.CV_32FC3);
        Mat weak = new();
        Cv2.AddWeighted(exact, kept, grey, 1 - kept, 0, weak, MatType.CV_8U);
        return weak;
    }

    /// <summary>Shifts by a smooth random field, about a pixel large.</summary>
    public static Mat Elastic(Mat image, int level, long seed)
    {
        using Mat right = Shifts(image.Size(), Strength[level], seed);
        using Mat down = Shifts(image.Size(), Strength[level], RandomSource.DeriveSeed(seed, 1));
        AddGrid(right, down);
        Mat moved = new();
        Cv2.Remap(image, moved, right, down, InterpolationFlags.Linear, BorderTypes.Reflect);
        return moved;
    }

    private static Mat Shifts(Size size, double strength, long seed)
    {
        double largest = 0.005 * size.Height;
        double across = 0.01 * size.Width, along = 0.01 * size.Height;
        Mat shifts = RandomField.Uniform(size, 1, seed);
        shifts.ConvertTo(shifts, MatType.CV_32FC1, 2 * largest * strength, -largest * strength);
        Size kernel = new(2 * (int)(3 * across + 0.5) + 1, 2 * (int)(3 * along + 0.5) + 1);
        Cv2.GaussianBlur(shifts, shifts, kernel, across, along, BorderTypes.Reflect);
        return shifts;
    }

    private static void AddGrid(Mat right, Mat down)
    {
        MatRowAccessor<float> rightRows = right.AsRows<float>(), downRows = down.AsRows<float>();
        Size size = right.Size();
        for (int y = 0; y < size.Height; y++)
        {
            Span<float> x = rightRows[y];
            for (int i = 0; i < x.Length; i++) x[i] += i;
            foreach (ref float place in downRows[y]) place += y;
        }
        GC.KeepAlive(right);
        GC.KeepAlive(down);
    }

    public static Mat Pixelate(Mat image, int level) => Apply(
        image,
        new ResizeStep((int)(image.Width * Sizes[level]), (int)(image.Height * Sizes[level]), ResizeMethod.Area),
        new ResizeStep(image.Width, image.Height, ResizeMethod.Nearest));

    public static Mat Jpeg(Mat image, int level) => Apply(image, new JpegStep(Quality[level]));

    private static Mat Apply(Mat image, params DegradationStep[] steps) =>
        new DegradationPlan(image.Size(), steps).Apply(image);
}
