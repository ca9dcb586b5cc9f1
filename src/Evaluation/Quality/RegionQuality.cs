using OpenCvSharp;

namespace DetectionSdk.Evaluation;

/// <summary>
/// Compares an enlarged picture with its original by the regions of a label map. Energy of a band (<see
/// cref="HaarBands"/>) in a region is the mean length of its coefficients there; the error of a class is the mean over
/// the bands of |E - E'| / (E' + 1/255), E' the original's. Edges are the pixels within 3 of a place where two classes
/// meet; texture is compared on the background without edges, by mean lengths in windows of 8 x 8; objects are the
/// rest. Void is none of them.
/// </summary>
/// <param name="classes">Number of classes.</param>
/// <param name="background">Classes whose texture counts.</param>
public sealed class RegionQuality(int classes, IReadOnlySet<int> background)
{
    private const int LeastPixels = 256, Reach = 3, TextureWindow = 8, EdgeBands = 2 * HaarBands.Directions;
    private const double OneLevel = 1 / 255.0;

    /// <summary>Compares.</summary>
    /// <param name="original">8-bit BGR.</param>
    /// <param name="enlarged">8-bit BGR of the same size.</param>
    /// <param name="labels">Classes of the pixels, CV_8UC1.</param>
    public RegionScores Compare(Mat original, Mat enlarged, Mat labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        Mat[] goal = HaarBands.Of(original), bands = HaarBands.Of(enlarged);
        using Mat edges = Edges(labels), ground = Background(labels), objects = Objects(edges, ground, labels);
        using Mat texture = Without(ground, edges);
        using Mat places = Inside(labels), edgePlaces = Inside(edges), texturePlaces = Inside(texture);
        RegionScores scores = new(
            ImageQuality.Psnr(original, enlarged),
            [.. Enumerable.Range(0, classes).Select(number => ClassError(goal, bands, places, number))],
            Enumerable.Range(0, EdgeBands).Average(band => Distance(goal[band], bands[band], edgePlaces)),
            TextureError(goal, bands, texturePlaces), Psnr(original, enlarged, objects));
        foreach (Mat band in goal.Concat(bands)) band.Dispose();
        return scores;
    }

    /// <summary>255 within 3 pixels of a place where two classes meet, else 0.</summary>
    internal static Mat Edges(Mat labels)
    {
        using Mat window = Cv2.GetStructuringElement(MorphShapes.Rect, new Size(2 * Reach + 1, 2 * Reach + 1));
        using Mat seen = labels.Clone(), void_ = new(), largest = new(), smallest = new();
        Cv2.Compare(labels, Scalar.All(LabelMap.None), void_, CmpTypes.EQ);
        Cv2.Erode(labels, smallest, window); // none is 255, the largest: it never is the least
        seen.SetTo(Scalar.All(0), void_);
        Cv2.Dilate(seen, largest, window);
        Mat edges = new();
        Cv2.Compare(largest, smallest, edges, CmpTypes.GT);
        return edges;
    }

    private Mat Background(Mat labels)
    {
        byte[] table =
            [.. Enumerable.Range(0, 256).Select(number => background.Contains(number) ? (byte)255 : (byte)0)];
        Mat mask = new();
        Cv2.LUT(labels, table, mask);
        return mask;
    }

    private static Mat Without(Mat mask, Mat other)
    {
        Mat rest = mask.Clone();
        rest.SetTo(Scalar.All(0), other);
        return rest;
    }

    private static Mat Objects(Mat edges, Mat ground, Mat labels)
    {
        Mat mask = new();
        Cv2.Compare(labels, Scalar.All(LabelMap.None), mask, CmpTypes.NE);
        mask.SetTo(Scalar.All(0), edges);
        mask.SetTo(Scalar.All(0), ground);
        return mask;
    }

    /// <summary>What lies on the pixels that bands belong to.</summary>
    private static Mat Inside(Mat map) => map[new Rect(
        HaarBands.Margin, HaarBands.Margin, map.Width - HaarBands.Side + 1, map.Height - HaarBands.Side + 1)].Clone();

    private static double? ClassError(Mat[] goal, Mat[] bands, Mat places, int number)
    {
        using Mat mask = new();
        Cv2.Compare(places, Scalar.All(number), mask, CmpTypes.EQ);
        if (Cv2.CountNonZero(mask) < LeastPixels) return null;
        return Enumerable.Range(0, HaarBands.Count).Average(band =>
        {
            double target = Energy(goal[band], mask);
            return Math.Abs(Energy(bands[band], mask) - target) / (target + OneLevel);
        });
    }

    private static double Energy(Mat band, Mat mask) => Cv2.Norm(band, NormTypes.L1, mask) / Cv2.CountNonZero(mask);

    private static double Distance(Mat goal, Mat band, Mat mask) => Cv2.CountNonZero(mask) is > 0 and var pixels
        ? Cv2.Norm(goal, band, NormTypes.L1, mask) / pixels
        : double.NaN;

    private static double TextureError(Mat[] goal, Mat[] bands, Mat mask)
    {
        if (Cv2.CountNonZero(mask) == 0) return double.NaN;
        double difference = 0, whole = 0;
        foreach ((Mat original, Mat enlarged) in goal.Zip(bands))
        {
            using Mat target = LocalEnergy(original, mask), found = LocalEnergy(enlarged, mask);
            difference += Cv2.Norm(target, found, NormTypes.L1);
            whole += Cv2.Norm(target, NormTypes.L1);
        }
        return difference / (whole + 1e-12);
    }

    private static Mat LocalEnergy(Mat band, Mat mask)
    {
        using Mat length = new(), counted = new(band.Size(), MatType.CV_32FC1, Scalar.All(0));
        Cv2.Absdiff(band, Scalar.All(0), length);
        length.CopyTo(counted, mask);
        return counted.Blur(new Size(TextureWindow, TextureWindow));
    }

    private static double Psnr(Mat original, Mat enlarged, Mat mask)
    {
        int pixels = Cv2.CountNonZero(mask);
        double error = Cv2.Norm(original, enlarged, NormTypes.L2SQR, mask) / (3.0 * pixels);
        return pixels == 0 ? double.NaN : 10 * Math.Log10(255 * 255 / error);
    }
}
