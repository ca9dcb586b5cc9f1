using System.Numerics;
using System.Runtime.InteropServices;
using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// Separable resampling as MATLAB's imresize does it: when an image shrinks, the interpolation kernel is stretched by
/// the scale, hence anti-aliased; weights sum to 1; the border is mirrored with the edge pixel repeated.
/// </summary>
internal static class AntialiasedResize
{
    /// <summary>Input rows and their weights for one output row.</summary>
    private readonly record struct Taps(int[] Rows, float[] Weights);

    /// <summary>Fills a CV_32FC3 Mat of the new size; the side that shrinks most comes first.</summary>
    public static void Apply(Mat image, Mat resized, ResizeMethod method)
    {
        bool heightFirst = (double)resized.Height / image.Height <= (double)resized.Width / image.Width;
        using Mat first = heightFirst
            ? ResizeHeight(image, resized.Height, method)
            : ResizeWidth(image, resized.Width, method);
        using Mat second = heightFirst
            ? ResizeWidth(first, resized.Width, method)
            : ResizeHeight(first, resized.Height, method);
        second.CopyTo(resized);
    }

    private static Mat ResizeWidth(Mat image, int width, ResizeMethod method)
    {
        using Mat turned = new();
        Cv2.Transpose(image, turned);
        using Mat resized = ResizeHeight(turned, width, method);
        Mat result = new();
        Cv2.Transpose(resized, result);
        return result;
    }

    private static Mat ResizeHeight(Mat image, int height, ResizeMethod method)
    {
        Mat result = new(height, image.Width, MatType.CV_32FC3, Scalar.All(0));
        MatRowAccessor<Vec3f> source = image.AsRows<Vec3f>();
        MatRowAccessor<Vec3f> target = result.AsRows<Vec3f>();
        for (int y = 0; y < height; y++)
        {
            Taps taps = FindTaps(y, image.Height, height, method);
            for (int i = 0; i < taps.Rows.Length; i++)
                AddScaled(
                    MemoryMarshal.Cast<Vec3f, float>(source[taps.Rows[i]]), taps.Weights[i],
                    MemoryMarshal.Cast<Vec3f, float>(target[y]));
        }
        GC.KeepAlive(image);
        return result;
    }

    private static Taps FindTaps(int output, int inputLength, int outputLength, ResizeMethod method)
    {
        double scale = (double)outputLength / inputLength;
        double stretch = Math.Max(1, 1 / scale);
        double support = (method == ResizeMethod.AntialiasedBicubic ? 2 : 1) * stretch;
        double center = (output + 0.5) / scale - 0.5;
        int first = (int)Math.Floor(center - support);
        int count = (int)Math.Ceiling(2 * support) + 2;
        double[] weights = [.. Enumerable.Range(first, count).Select(x => Kernel((center - x) / stretch, method))];
        double sum = weights.Sum();
        return new(
            [.. Enumerable.Range(first, count).Select(x => Mirror(x, inputLength))],
            [.. weights.Select(w => (float)(w / sum))]);
    }

    /// <summary>Triangle, or Keys' cubic convolution (1981) with a = -0.5.</summary>
    private static double Kernel(double x, ResizeMethod method)
    {
        double d = Math.Abs(x);
        if (method == ResizeMethod.AntialiasedBilinear) return Math.Max(0, 1 - d);
        if (d <= 1) return (1.5 * d - 2.5) * d * d + 1;
        return d <= 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
    }

    private static int Mirror(int index, int length)
    {
        int period = 2 * length;
        int inside = ((index % period) + period) % period;
        return inside < length ? inside : period - 1 - inside;
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        ReadOnlySpan<Vector<float>> sources = MemoryMarshal.Cast<float, Vector<float>>(source);
        Span<Vector<float>> targets = MemoryMarshal.Cast<float, Vector<float>>(target);
        for (int i = 0; i < targets.Length; i++) targets[i] += sources[i] * weight;
        for (int i = targets.Length * Vector<float>.Count; i < target.Length; i++) target[i] += source[i] * weight;
    }
}
