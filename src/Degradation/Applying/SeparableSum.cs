using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>
/// A kernel as a sum of separable ones, column times row: its singular value decomposition. Smooth kernels need few
/// terms (a round Gaussian one, a stretched one of AERIS six on average), and a term costs two lines of weights where
/// the kernel costs a square; OpenCV's own way out for large float kernels, a Fourier transform in double precision, is
/// slower still.
/// </summary>
internal static class SeparableSum
{
    /// <summary>
    /// Terms below this share of the largest change an image by less than a thousandth of an 8-bit level.
    /// </summary>
    private const double Negligible = 1e-6;

    /// <summary>Weights that change nothing, and so small that their products would be denormal and slow.</summary>
    private const double Vanishing = 1e-12;

    /// <summary>The largest side that is worth decomposing, pixels.</summary>
    private const int LargestSide = 31;

    /// <summary>
    /// Below this number of weights OpenCV's filter2D works in the image; from it on, by a Fourier transform that costs
    /// as much as some 2000 weights.
    /// </summary>
    private const int FourierThreshold = 130, FourierCost = 2000;

    /// <summary>Correlates the image with a square kernel in whichever way is faster; the border is mirrored.</summary>
    public static void Filter(Workspace work, float[,] kernel)
    {
        int side = kernel.GetLength(0);
        int direct = side * side < FourierThreshold ? side * side : FourierCost;
        List<(float[] Column, float[] Row)> terms = side <= LargestSide ? Decompose(kernel) : [];
        if (terms.Count > 0 && terms.Count * 2 * side <= direct) work.Replace(work.Size, sum => Sum(work, terms, sum));
        else work.Replace(work.Size, filtered => FilterDirectly(work.Image, kernel, filtered));
    }

    internal static List<(float[] Column, float[] Row)> Decompose(float[,] kernel)
    {
        int side = kernel.GetLength(0);
        using Mat weights = Mat.FromArray(kernel);
        weights.ConvertTo(weights, MatType.CV_64FC1);
        using Mat values = new(), columns = new(), rows = new();
        Cv2.SVDecomp(weights, values, columns, rows);

        List<(float[] Column, float[] Row)> terms = [];
        for (int term = 0; term < side && values.At<double>(term) > Negligible * values.At<double>(0); term++)
        {
            double root = Math.Sqrt(values.At<double>(term));
            terms.Add(
                (
                    Line(side, i => root * columns.At<double>(i, term)),
                    Line(side, i => root * rows.At<double>(term, i))));
        }
        return terms;
    }

    private static float[] Line(int length, Func<int, double> weight) =>
        [.. Enumerable.Range(0, length).Select(i => Math.Abs(weight(i)) < Vanishing ? 0 : (float)weight(i))];

    private static void Sum(Workspace work, List<(float[] Column, float[] Row)> terms, Mat sum)
    {
        Mat part = work.Scratch();
        for (int i = 0; i < terms.Count; i++)
        {
            using Mat column = Mat.FromArray(terms[i].Column), row = Mat.FromArray(terms[i].Row);
            Cv2.SepFilter2D(
                work.Image, i == 0 ? sum : part, MatType.CV_32F, row, column, borderType: BorderTypes.Reflect101);
            if (i > 0) Cv2.Add(sum, part, sum);
        }
    }

    private static void FilterDirectly(Mat image, float[,] kernel, Mat filtered)
    {
        using Mat weights = Mat.FromArray(kernel);
        Cv2.Filter2D(image, filtered, MatType.CV_32F, weights, borderType: BorderTypes.Reflect101);
    }
}
