using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Similarity of an image to its reference. Images are CV_8UC1 or CV_8UC3 (BGR) of equal size and type and are not
/// changed. Thread-safe.
/// </summary>
public static class ImageQuality
{
    private const double Peak = 255;
    internal const int SmallestSide = Window;

    private const int Window = 11;
    private const double WindowSigma = 1.5;
    private const double C1 = 0.01 * Peak * (0.01 * Peak), C2 = 0.03 * Peak * (0.03 * Peak);

    /// <summary>
    /// Peak signal-to-noise ratio in decibels, the error averaged over pixels and channels; positive infinity for equal
    /// images.
    /// </summary>
    /// <param name="reference">The image to compare with.</param>
    /// <param name="image">The image to judge.</param>
    /// <param name="channels">All channels, or the luma.</param>
    /// <param name="border">Pixels to leave out on every side; super-resolution leaves out as many as its
    /// scale.</param>
    /// <exception cref="ArgumentException">The images differ in size or type, are of another type than stated, or
    /// nothing is left inside the border.</exception>
    public static double Psnr(Mat reference, Mat image, QualityChannels channels = QualityChannels.All, int border = 0)
    {
        using Mat a = Prepare(reference, image, channels, border, minimumSide: 1);
        using Mat b = Prepare(image, reference, channels, border, minimumSide: 1);
        double squaredError = Cv2.Norm(a, b, NormTypes.L2SQR) / (a.Total() * a.Channels());
        return 10 * Math.Log10(Peak * Peak / squaredError);
    }

    /// <summary>
    /// Structural similarity (Wang et al., IEEE TIP 2004) in [-1, 1], averaged over pixels and channels: Gaussian
    /// window of 11 x 11 pixels and sigma 1.5, K1 .01, K2 .03, only where the window lies inside the image.
    /// </summary>
    /// <param name="reference">The image to compare with, at least 11 pixels wide and high inside the border.</param>
    /// <param name="image">The image to judge.</param>
    /// <param name="channels">All channels, each by itself, or the luma.</param>
    /// <param name="border">Pixels to leave out on every side.</param>
    /// <exception cref="ArgumentException">The images differ in size or type, are of another type than stated, or are
    /// too small.</exception>
    public static double Ssim(Mat reference, Mat image, QualityChannels channels = QualityChannels.All, int border = 0)
    {
        using Mat a = Prepare(reference, image, channels, border, Window);
        using Mat b = Prepare(image, reference, channels, border, Window);
        using Mat x = new(), y = new();
        a.ConvertTo(x, MatType.CV_64F);
        b.ConvertTo(y, MatType.CV_64F);
        using Mat meanX = Filter(x), meanY = Filter(y);
        using Mat meanXX = FilterProduct(x, x), meanYY = FilterProduct(y, y), meanXY = FilterProduct(x, y);
        return MeanSimilarity(meanX.AsSpan<double>(), meanY.AsSpan<double>(),
            meanXX.AsSpan<double>(), meanYY.AsSpan<double>(), meanXY.AsSpan<double>());
    }

    /// <summary>
    /// BT.601 luma in the studio range 16 to 235, rounded to 8 bit, as MATLAB's rgb2ycbcr gives it: 16 + (65.481 R +
    /// 128.553 G + 24.966 B) / 255. A grey image is taken for its luma.
    /// </summary>
    /// <returns>A new CV_8UC1 Mat, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The image is neither CV_8UC1 nor CV_8UC3.</exception>
    public static Mat ToLuma(Mat image)
    {
        RequireType(image);
        if (image.Channels() == 1) return image.Clone();
        using Mat weights = new(1, 4, MatType.CV_64F), exact = new(), luma = new();
        double[] row = [24.966 / 255, 128.553 / 255, 65.481 / 255, 16];
        for (int i = 0; i < row.Length; i++) weights.Set(0, i, row[i]);
        image.ConvertTo(exact, MatType.CV_64F);
        Cv2.Transform(exact, luma, weights);
        Mat result = new();
        luma.ConvertTo(result, MatType.CV_8U);
        return result;
    }

    private static Mat Prepare(Mat image, Mat other, QualityChannels channels, int border, int minimumSide)
    {
        RequireType(image);
        if (image.Size() != other.Size() || image.Type() != other.Type())
            throw new ArgumentException(
                $"The images are {Describe(image)} and {Describe(other)}, expected equal size and type.",
                nameof(image));
        if (border < 0 || Math.Min(image.Width, image.Height) - 2 * (long)border < minimumSide)
            throw new ArgumentException(
                $"A border of {border} pixels leaves less than {minimumSide}x{minimumSide} of {Describe(image)}.",
                nameof(border));

        using Mat inside = image[border, image.Height - border, border, image.Width - border];
        return channels == QualityChannels.Luma ? ToLuma(inside) : inside.Clone();
    }

    private static void RequireType(Mat image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (image.Type() != MatType.CV_8UC1 && image.Type() != MatType.CV_8UC3)
            throw new ArgumentException($"The image is {Describe(image)}, expected CV_8UC1 or CV_8UC3.", nameof(image));
    }

    private static string Describe(Mat image) => $"{image.Width}x{image.Height} {image.Type()}";

    private static Mat Filter(Mat image)
    {
        using Mat kernel = Cv2.GetGaussianKernel(Window, WindowSigma, MatType.CV_64F)!, filtered = new();
        Cv2.SepFilter2D(image, filtered, MatType.CV_64F, kernel, kernel);
        const int Margin = Window / 2;
        using Mat valid = filtered[Margin, image.Height - Margin, Margin, image.Width - Margin];
        return valid.Clone();
    }

    private static Mat FilterProduct(Mat a, Mat b)
    {
        using Mat product = new();
        Cv2.Multiply(a, b, product);
        return Filter(product);
    }

    private static double MeanSimilarity(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y,
        ReadOnlySpan<double> xx, ReadOnlySpan<double> yy, ReadOnlySpan<double> xy)
    {
        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double product = x[i] * y[i], squares = x[i] * x[i] + y[i] * y[i];
            sum += (2 * product + C1) * (2 * (xy[i] - product) + C2) / (
                (squares + C1) * (xx[i] + yy[i] - squares + C2));
        }
        return sum / x.Length;
    }
}
