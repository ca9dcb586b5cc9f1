using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Benchmarks;

/// <summary>
/// The evidence behind the <c>cctv</c> preset: sharpness, noise and blocking of real clips beside those of degraded
/// photographs. Arguments: a folder of clips, a folder of photographs, then presets or recipe files (default
/// <c>cctv</c>).
/// </summary>
internal static class CameraStatistics
{
    private const int Photographs = 120, FramesBetween = 20;

    private sealed record Statistics(double EdgeSigma, double Noise, double Blocking, double Brightness);

    public static void Run(string[] arguments)
    {
        Console.WriteLine(
            $"{"10 %, median, 90 %",-32}{"images",7}  "
            + $"{"edge sigma px",-18}{"noise levels",-18}{"blocking",-18}brightness");
        foreach (string clip in Find(arguments[0], ".avi", ".mp4"))
            Print(Path.GetFileName(clip), [.. MeasureClip(clip)]);
        string[] photographs = [.. Find(arguments[1], ".jpg", ".png").Take(Photographs)];
        Print(
            "photographs",
            [.. photographs.Select(path => MeasurePhotograph(path, seed: 0, new DegradationPipeline([])))]);
        foreach (string name in arguments.Length > 2 ? arguments[2..] : ["cctv"])
        {
            DegradationPipeline pipeline = File.Exists(name)
                ? DegradationRecipe.Load(name)
                : DegradationPipeline.FromPreset(name);
            Print(
                $"photographs, {Path.GetFileName(name)}",
                [.. photographs.Select((path, seed) => MeasurePhotograph(path, seed, pipeline))]);
        }
    }

    private static IEnumerable<string> Find(string folder, params string[] extensions) =>
        Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
            .Where(path => extensions.Contains(Path.GetExtension(path))).Order(StringComparer.Ordinal);

    private static IEnumerable<Statistics> MeasureClip(string path)
    {
        using VideoCapture clip = new(path);
        using Mat frame = new();
        for (int index = 0; clip.Read(frame); index++)
            if (index % FramesBetween == 0) yield return Measure(frame);
    }

    private static Statistics MeasurePhotograph(string path, int seed, DegradationPipeline pipeline)
    {
        using Mat image = Cv2.ImRead(path);
        using Mat degraded = pipeline.Sample(seed, image.Size()).Apply(image);
        return Measure(degraded);
    }

    private static Statistics Measure(Mat image)
    {
        using Mat grey = image.CvtColor(ColorConversionCodes.BGR2GRAY), exact = new();
        grey.ConvertTo(exact, MatType.CV_32FC1);
        return new(EdgeSigma(exact), Noise(exact), Blocking(exact), Cv2.Mean(exact).Val0);
    }

    /// <summary>
    /// Blur of the strongest edges, as the sigma of a Gaussian: an edge of sigma s whose gradient falls by the factor R
    /// under another blur of sigma 1 has s = 1 / sqrt(R^2 - 1) (Zhuo and Sim, Pattern Recognition 2011). Median over
    /// the edges.
    /// </summary>
    private static double EdgeSigma(Mat grey)
    {
        using Mat blurred = grey.GaussianBlur(new Size(0, 0), 1);
        float[] sharp = Gradient(grey), soft = Gradient(blurred);
        float threshold = Math.Max(40, Quantile(sharp, 0.97));
        List<double> sigmas = [];
        int width = grey.Width;
        for (int i = width + 1; i < sharp.Length - width - 1; i++)
        {
            bool ridge = (sharp[i] >= sharp[i - 1] && sharp[i] >= sharp[i + 1])
                || (sharp[i] >= sharp[i - width] && sharp[i] >= sharp[i + width]);
            double ratio = sharp[i] / Math.Max(1e-3, soft[i]);
            if (sharp[i] >= threshold && ridge && ratio > 1.01) sigmas.Add(1 / Math.Sqrt(ratio * ratio - 1));
        }
        return sigmas.Count == 0 ? double.NaN : Quantile([.. sigmas], 0.5);
    }

    /// <summary>
    /// Standard deviation of the noise by Immerkaer's mask (1996), over the smoothest 30 % of the pixels.
    /// </summary>
    private static double Noise(Mat grey)
    {
        using Mat mask = Mat.FromArray(new float[,] { { 1, -2, 1 }, { -2, 4, -2 }, { 1, -2, 1 } });
        using Mat response = grey.Filter2D(MatType.CV_32F, mask), smooth = grey.GaussianBlur(new Size(0, 0), 2);
        response.GetArray(out float[] values);
        float[] gradient = Gradient(smooth);
        float limit = Quantile(gradient, 0.3);
        return Math.Sqrt(Math.PI / 2) / 6 * values.Where((_, i) => gradient[i] <= limit).Average(Math.Abs);
    }

    /// <summary>
    /// Mean step between neighbours across the borders of 8 x 8 blocks over the mean step elsewhere; edges (over 30
    /// levels) left out.
    /// </summary>
    private static double Blocking(Mat grey)
    {
        using Mat left =
            grey[0, grey.Height, 0, grey.Width - 1], right = grey[0, grey.Height, 1, grey.Width], step = new();
        Cv2.Absdiff(left, right, step);
        step.GetArray(out float[] steps);
        int width = grey.Width - 1;
        ILookup<bool, float> sides = steps.Select((value, i) => (value, border: (i % width + 1) % 8 == 0))
            .Where(s => s.value <= 30).ToLookup(s => s.border, s => s.value);
        return sides[true].Average() / sides[false].Average();
    }

    private static float[] Gradient(Mat grey)
    {
        using Mat x = grey.Scharr(MatType.CV_32F, 1, 0, 1 / 16.0), y = grey.Scharr(
            MatType.CV_32F, 0, 1, 1 / 16.0), magnitude = new();
        Cv2.Magnitude(x, y, magnitude);
        magnitude.GetArray(out float[] values);
        return values;
    }

    private static void Print(string name, Statistics[] images) =>
        Console.WriteLine(
            $"{name,-32}{images.Length,7}  "
            + $"{Range(images, i => i.EdgeSigma),-18}{Range(images, i => i.Noise),-18}"
            + $"{Range(images, i => i.Blocking),-18}{Range(images, i => i.Brightness)}");

    private static string Range(Statistics[] images, Func<Statistics, double> value)
    {
        double[] values = [.. images.Select(value).Where(double.IsFinite)];
        return values.Length == 0
            ? "-"
            : $"{Quantile(values, 0.1):0.00} {Quantile(values, 0.5):0.00} {Quantile(values, 0.9):0.00}";
    }

    private static T Quantile<T>(T[] values, double q) => values.Order().ElementAt((int)(q * (values.Length - 1)));
}
