using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>The weather of COCO-C; levels from 0.</summary>
internal static class WeatherCorruptions
{
    private static readonly (double Mean, double Deviation, double Zoom, double Threshold, int Radius, double Sigma,
        double Image)[] Snows =
    [
        (0.1, 0.3, 3, 0.5, 10, 4, 0.8), (0.2, 0.3, 2, 0.5, 12, 4, 0.7), (0.55, 0.3, 4, 0.9, 12, 8, 0.7),
        (0.55, 0.3, 4.5, 0.85, 12, 8, 0.65), (0.55, 0.3, 2.5, 0.85, 12, 12, 0.55)
    ];
    private static readonly (double Image, double Frost)[] Frosts =
    [
        (1, 0.4), (0.8, 0.6), (0.7, 0.7), (0.65, 0.7), (0.6, 0.75)
    ];
    private static readonly (double Amount, double Decay)[] Fogs = [(1.5, 2), (2, 2), (2.5, 1.7), (2.5, 1.5), (3, 1.4)];

    /// <summary>The image is whitened; flakes fall on it twice, once turned around.</summary>
    public static Mat Snow(Mat image, int level, long seed)
    {
        using Mat flakes = Flakes(image.Size(), level, seed), turned = new(), white = Whitened(image);
        Cv2.Rotate(flakes, turned, RotateFlags.Rotate180);
        double share = Snows[level].Image;
        using Mat sum = new(), all = new();
        image.ConvertTo(sum, MatType.CV_32FC3, share);
        Cv2.ScaleAdd(white, 1 - share, sum, sum);
        Cv2.Add(flakes, turned, flakes);
        Cv2.CvtColor(flakes, all, ColorConversionCodes.GRAY2BGR);
        Cv2.ScaleAdd(all, 255, sum, sum);
        return ToBytes(sum);
    }

    private static Mat Flakes(Size size, int level, long seed)
    {
        (double mean, double deviation, double zoom, double threshold, int radius, double sigma, _) = Snows[level];
        Size part = new(Math.Ceiling(size.Width / zoom), Math.Ceiling(size.Height / zoom));
        using Mat noise = RandomField.Normal(part, mean, deviation, seed), layer = new();
        Cv2.Resize(noise, layer, size);
        Cv2.Threshold(layer, layer, threshold, 0, ThresholdTypes.Tozero);
        Cv2.Min(layer, 1, layer);
        double angle = new RandomSource(RandomSource.DeriveSeed(seed, 1)).Uniform(-3 * Math.PI / 4, -Math.PI / 4);
        using Mat kernel = BlurCorruptions.Trail(radius, sigma, angle);
        Mat flakes = new();
        Cv2.Filter2D(layer, flakes, MatType.CV_32F, kernel, borderType: BorderTypes.Replicate);
        return flakes;
    }

    /// <summary>The brighter one of the image and its grey times 1.5 plus a half, CV_32FC3 on [0, 255].</summary>
    private static Mat Whitened(Mat image)
    {
        using Mat exact = new(), grey = new();
        image.ConvertTo(exact, MatType.CV_32FC3);
        Cv2.CvtColor(exact, grey, ColorConversionCodes.BGR2GRAY);
        grey.ConvertTo(grey, MatType.CV_32FC1, 1.5, 127.5);
        Mat white = new();
        Cv2.CvtColor(grey, white, ColorConversionCodes.GRAY2BGR);
        Cv2.Max(white, exact, white);
        return white;
    }

    /// <summary>
    /// Ice grows along the ridges of clouds, white on a bluish film. COCO-C adds one of five photographs of ice in its
    /// place, with the same weights.
    /// </summary>
    public static Mat Frost(Mat image, int level, long seed)
    {
        (double share, double frost) = Frosts[level];
        using Mat ice = Ice(image.Size(), seed), sum = new();
        Cv2.AddWeighted(image, share, ice, frost, 0, sum, MatType.CV_32F);
        return ToBytes(sum);
    }

    private static Mat Ice(Size size, long seed)
    {
        using Mat ridges = RandomField.Clouds(size, 1.3, seed);
        using Mat film = RandomField.Clouds(size, 2, RandomSource.DeriveSeed(seed, 1));
        // 1 where the clouds are half as high as they get, falling to both sides.
        using Mat half = new(size, MatType.CV_32FC1, Scalar.All(0.5));
        Cv2.Absdiff(ridges, half, ridges);
        ridges.ConvertTo(ridges, MatType.CV_32FC1, -6, 1);
        Cv2.Max(ridges, 0, ridges);
        Cv2.Multiply(ridges, film, ridges);
        using Mat blue = new(), green = new(), red = new();
        Cv2.AddWeighted(film, 110, ridges, 190, 50, blue);
        Cv2.AddWeighted(film, 100, ridges, 200, 40, green);
        Cv2.AddWeighted(film, 85, ridges, 215, 30, red);
        using Mat colour = new();
        Cv2.Merge([blue, green, red], colour);
        return ToBytes(colour);
    }

    /// <summary>Clouds are added, and all is darkened until the brightest pixel is no brighter than it was.</summary>
    public static Mat Fog(Mat image, int level, long seed)
    {
        (double amount, double decay) = Fogs[level];
        using Mat clouds = RandomField.Clouds(image.Size(), decay, seed), all = new(), sum = new();
        Cv2.MinMaxLoc(image.Reshape(1), out _, out double brightest);
        Cv2.CvtColor(clouds, all, ColorConversionCodes.GRAY2BGR);
        image.ConvertTo(sum, MatType.CV_32FC3);
        Cv2.ScaleAdd(all, 255 * amount, sum, sum);
        sum.ConvertTo(sum, MatType.CV_32FC3, brightest / (brightest + 255 * amount));
        return ToBytes(sum);
    }

    private static Mat ToBytes(Mat image)
    {
        Mat bytes = new();
        image.ConvertTo(bytes, MatType.CV_8UC3);
        return bytes;
    }
}
