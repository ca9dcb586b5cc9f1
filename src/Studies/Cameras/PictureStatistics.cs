using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>How sharp, noisy, blocky and bright a picture is, measured without a reference.</summary>
/// <param name="EdgeSigma">
/// Blur of the strongest edges in pixels, as the sigma of a Gaussian; NaN where nothing is an edge.
/// </param>
/// <param name="Noise">Standard deviation of the noise in grey levels, in the smooth parts of the picture.</param>
/// <param name="Blocking">
/// Mean step between neighbours across the borders of 8 x 8 blocks over the mean step elsewhere; 1 is none.
/// </param>
/// <param name="Brightness">Mean grey level, 0 to 255.</param>
public sealed record PictureStatistics(double EdgeSigma, double Noise, double Blocking, double Brightness)
{
    private const double SharpestRatio = 1.01, LeastEdge = 40, EdgeShare = 0.03, SmoothShare = 0.3, LargestStep = 30;

    /// <summary>Measures an 8-bit BGR picture; it is only read.</summary>
    public static PictureStatistics Measure(Mat picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using Mat grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY), exact = new();
        grey.ConvertTo(exact, MatType.CV_32FC1);
        return new(MeasureEdges(exact), MeasureNoise(exact), MeasureBlocking(exact), Cv2.Mean(exact).Val0);
    }

    // An edge of sigma s whose gradient falls by the factor R under another blur of sigma 1 has s = 1 / sqrt(R^2 - 1)
    // (Zhuo and Sim, Pattern Recognition 2011). Median over the edges.
    private static double MeasureEdges(Mat grey)
    {
        using Mat blurred = grey.GaussianBlur(new Size(0, 0), 1);
        float[] sharp = Gradient(grey), soft = Gradient(blurred);
        double threshold = Math.Max(LeastEdge, Quantiles.Of(sharp, 1 - EdgeShare));
        List<double> sigmas = [];
        int width = grey.Width;
        for (int i = width + 1; i < sharp.Length - width - 1; i++)
        {
            bool ridge = (sharp[i] >= sharp[i - 1] && sharp[i] >= sharp[i + 1])
                || (sharp[i] >= sharp[i - width] && sharp[i] >= sharp[i + width]);
            double ratio = sharp[i] / Math.Max(1e-3, soft[i]);
            if (sharp[i] >= threshold && ridge && ratio > SharpestRatio) sigmas.Add(1 / Math.Sqrt(ratio * ratio - 1));
        }
        return sigmas.Count == 0 ? double.NaN : Quantiles.Of(sigmas, 0.5);
    }

    // The mask of Immerkaer (1996), which planes and lines do not answer, over the smoothest pixels.
    private static double MeasureNoise(Mat grey)
    {
        using Mat mask = Mat.FromArray(new float[,] { { 1, -2, 1 }, { -2, 4, -2 }, { 1, -2, 1 } });
        using Mat response = grey.Filter2D(MatType.CV_32F, mask), smooth = grey.GaussianBlur(new Size(0, 0), 2);
        response.GetArray(out float[] values);
        float[] gradient = Gradient(smooth);
        float limit = Quantiles.Of(gradient, SmoothShare);
        return Math.Sqrt(Math.PI / 2) / 6 * values.Where((_, i) => gradient[i] <= limit).Average(Math.Abs);
    }

    // Edges of the picture itself, which are larger steps, are left out.
    private static double MeasureBlocking(Mat grey)
    {
        int width = grey.Width - 1;
        using Mat left = grey[0, grey.Height, 0, width], right = grey[0, grey.Height, 1, grey.Width], step = new();
        Cv2.Absdiff(left, right, step);
        step.GetArray(out float[] steps);
        ILookup<bool, float> sides = steps.Select((value, i) => (value, border: (i % width + 1) % 8 == 0))
            .Where(side => side.value <= LargestStep).ToLookup(side => side.border, side => side.value);
        return sides[true].Average() / sides[false].Average();
    }

    private static float[] Gradient(Mat grey)
    {
        using Mat x = grey.Scharr(MatType.CV_32F, 1, 0, 1 / 16.0), y = grey.Scharr(MatType.CV_32F, 0, 1, 1 / 16.0);
        using Mat magnitude = new();
        Cv2.Magnitude(x, y, magnitude);
        magnitude.GetArray(out float[] values);
        return values;
    }
}
