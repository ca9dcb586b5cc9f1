using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// The steerable pyramid (Simoncelli and Freeman, ICIP 1995) in space, four octaves, of six directions those across and
/// down. The filters have no formula: they are the numbers of the set "sp5" of Simoncelli's tools for Matlab (MIT
/// licence, copyright 2016 LabForComputationalVision), which the measures built on it were published with. They let
/// more of other octaves through than the pyramid of formulas.
/// </summary>
internal static class SteerablePyramid
{
    /// <summary>Octaves.</summary>
    public const int Levels = 4;

    // A quarter of each, up to the middle row and column; the rest mirrors it.
    private static readonly double[,] Beginning =
    {
        { 0.00341614, -0.01551246, -0.03848215 },
        { -0.01551246, 0.05586982, 0.15925570 },
        { -0.03848215, 0.15925570, 0.40304148 },
    };

    private static readonly double[,] Octave =
    {
        { 0.00170808, -0.00489834, -0.00775624, -0.01888864, -0.01924108 },
        { -0.00489834, -0.01046562, -0.01322234, 0.00821200, 0.02005976 },
        { -0.00775624, -0.01322234, 0.02793492, 0.06554076, 0.07962786 },
        { -0.01888864, 0.00821200, 0.06554076, 0.12852666, 0.16339236 },
        { -0.01924108, 0.02005976, 0.07962786, 0.16339236, 0.20193080 },
    };

    private static readonly double[,] Direction =
    {
        { 0.00277643, 0.00496194, 0.01026699, 0.01455399 },
        { -0.00986904, -0.00893064, 0.01189859, 0.02755155 },
        { -0.01021852, -0.03075356, -0.08226445, -0.11732297 },
        { 0, 0, 0, 0 },
    };

    /// <summary>The bands, finest octave first, of each that of changes from row to row before the other.</summary>
    /// <param name="picture">CV_64FC1.</param>
    /// <returns>New CV_64FC1 Mats with the octave each, from 1; the caller disposes them.</returns>
    public static IReadOnlyList<(int Level, Mat Band)> Decompose(Mat picture)
    {
        using Mat beginning = Kernel(Beginning), octave = Kernel(Octave);
        using Mat down = Kernel(Direction, below: -1), across = down.T();
        List<(int, Mat)> bands = [];
        Mat low = Filter(picture, beginning);
        for (int level = 1; level <= Levels; level++)
        {
            bands.Add((level, Filter(low, down)));
            bands.Add((level, Filter(low, across)));
            using Mat before = low, whole = Filter(low, octave);
            low = Halve(whole);
        }
        low.Dispose();
        return bands;
    }

    private static Mat Kernel(double[,] quarter, int below = 1)
    {
        (int rows, int columns) = (2 * quarter.GetLength(0) - 1, 2 * quarter.GetLength(1) - 1);
        Mat kernel = new(rows, columns, MatType.CV_64FC1);
        for (int y = 0; y < rows; y++)
            for (int x = 0; x < columns; x++)
                kernel.Set(
                    y, x,
                    quarter[Math.Min(y, rows - 1 - y), Math.Min(x, columns - 1 - x)] * (2 * y > rows ? below : 1));
        return kernel;
    }

    private static Mat Filter(Mat picture, Mat kernel)
    {
        Mat filtered = new();
        Cv2.Filter2D(picture, filtered, MatType.CV_64F, kernel, borderType: BorderTypes.Reflect101);
        return filtered;
    }

    // Every second pixel, from the first on.
    private static Mat Halve(Mat picture)
    {
        Mat half = new((picture.Rows + 1) / 2, (picture.Cols + 1) / 2, MatType.CV_64FC1);
        int rows = half.Rows;
        for (int y = 0; y < rows; y++)
        {
            ReadOnlySpan<double> source = picture.RowSpan<double>(2 * y);
            Span<double> target = half.RowSpan<double>(y);
            for (int x = 0; x < target.Length; x++) target[x] = source[2 * x];
        }
        return half;
    }
}
