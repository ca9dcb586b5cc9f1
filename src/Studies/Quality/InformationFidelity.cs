using System.Numerics.Tensors;
using OpenCvSharp;

namespace DetectionSdk.Studies;

/// <summary>
/// The information fidelity criterion (Sheikh, Bovik and de Veciana, IEEE Transactions on Image Processing 14(12),
/// 2005): bits per pixel that a picture still tells of its reference, in bands of a steerable pyramid, blocks of 3 x 3
/// of them modelled as scale mixtures of Gaussians. Filters, windows and bands are those of the authors' release, which
/// differ from the paper's: two directions, across and down. Values are those that papers print, less what rounding to
/// 8 bits takes: bicubic enlarging of Set5 by four has 2.28 here and 2.34 without rounding. Not symmetric and without
/// an upper limit.
/// </summary>
public static class InformationFidelity
{
    /// <summary>Fewest pixels of a side: the coarsest band needs blocks.</summary>
    public const int SmallestSide = 96;

    private const int Block = 3;
    private const double Least = 1e-15, LeastNoise = 1e-10;

    /// <summary>The criterion, at least 0.</summary>
    /// <param name="reference">8-bit, grey or BGR; compared by its luma.</param>
    /// <param name="picture">Of the same size and type.</param>
    /// <exception cref="ArgumentException">
    /// They differ in size, are of another type, or have a side of less than <see cref="SmallestSide"/>.
    /// </exception>
    public static double Measure(Mat reference, Mat picture)
    {
        using Mat a = LumaPlane.Of(reference), b = LumaPlane.Of(picture);
        LumaPlane.RequireEqualSize(a, b);
        if (Math.Min(a.Width, a.Height) < SmallestSide)
            throw new ArgumentException(
                $"The pictures are {a.Width} x {a.Height} pixels; expected sides of at least {SmallestSide}.",
                nameof(reference));
        IReadOnlyList<(int Level, Mat Band)> good = SteerablePyramid.Decompose(a);
        IReadOnlyList<(int Level, Mat Band)> poor = SteerablePyramid.Decompose(b);
        double bits = good.Zip(poor, (first, second) => Bits(first.Band, second.Band, first.Level)).Sum();
        foreach ((_, Mat band) in good.Concat(poor)) band.Dispose();
        return bits / a.Total();
    }

    private static double Bits(Mat good, Mat poor, int level)
    {
        int rows = good.Rows / Block, columns = good.Cols / Block;
        using Mat x = good[0, rows * Block, 0, columns * Block].Clone();
        using Mat y = poor[0, rows * Block, 0, columns * Block].Clone();
        int side = (1 << (SteerablePyramid.Levels + 1 - level)) + 1, margin = (side / 2 + Block - 1) / Block;
        (double[] scale, double[] eigenvalues) = Mixture(x);
        using Channel channel = new(x, y, side);
        double bits = 0;
        for (int row = margin; row < rows - margin; row++)
            for (int column = margin; column < columns - margin; column++)
            {
                (double gain, double noise) = channel.At(row * Block + Block / 2, column * Block + Block / 2);
                double signal = gain * gain * scale[row * columns + column] / (noise + LeastNoise);
                bits += eigenvalues.Sum(eigenvalue => Math.Log2(1 + signal * eigenvalue));
            }
        return bits;
    }

    // The scale of every block, and the eigenvalues of the covariance of all blocks, overlapping ones too.
    private static (double[] Scale, double[] Eigenvalues) Mixture(Mat band)
    {
        using Mat blocks = Overlapping(band), covariance = new(), mean = new();
        using Mat inverse = new(), eigenvalues = new(), directions = new();
        Cv2.CalcCovarMatrix(
            blocks, covariance, mean, CovarFlags.Normal | CovarFlags.Scale | CovarFlags.Cols, MatType.CV_64F);
        Cv2.Invert(covariance, inverse, DecompTypes.SVD);
        Cv2.Eigen(covariance, eigenvalues, directions);
        double[] weights = inverse.AsSpan<double>().ToArray();
        return ([.. Apart(band).Select(block => Length(block, weights))], eigenvalues.AsSpan<double>().ToArray());
    }

    // A column per block, its nine values below one another.
    private static Mat Overlapping(Mat band)
    {
        Mat blocks = new();
        Mat[] rows =
        [
            .. Enumerable.Range(0, Block * Block).Select(i =>
            {
                (int y, int x) = (i / Block, i % Block);
                using Mat shifted = band[y, band.Rows - Block + 1 + y, x, band.Cols - Block + 1 + x].Clone();
                return shifted.Reshape(1, 1).Clone();
            })
        ];
        Cv2.VConcat(rows, blocks);
        foreach (Mat row in rows) row.Dispose();
        return blocks;
    }

    private static IEnumerable<double[]> Apart(Mat band)
    {
        (int height, int width) = (band.Rows, band.Cols);
        for (int row = 0; row < height; row += Block)
            for (int column = 0; column < width; column += Block)
                yield return
                [
                    .. Enumerable.Range(0, Block * Block)
                        .Select(i => band.At<double>(row + i / Block, column + i % Block))
                ];
    }

    private static double Length(double[] block, double[] weights)
    {
        double sum = 0;
        for (int i = 0; i < block.Length; i++)
            sum += block[i] * TensorPrimitives.Dot<double>(block, weights.AsSpan(i * block.Length, block.Length));
        return sum / block.Length;
    }

    // How a window of one band becomes that of the other: y = gain x + noise.
    private sealed class Channel : IDisposable
    {
        private readonly Mat _x, _y, _xx, _yy, _xy;
        private readonly double _count;

        public Channel(Mat x, Mat y, int side)
        {
            _count = side * side;
            (_x, _y) = (Sum(x, side), Sum(y, side));
            (_xx, _yy, _xy) = (SumProduct(x, x, side), SumProduct(y, y, side), SumProduct(x, y, side));
        }

        // Around a pixel; a window without variance tells nothing.
        public (double Gain, double Noise) At(int row, int column)
        {
            double x = _x.At<double>(row, column), y = _y.At<double>(row, column);
            double xx = Math.Max(_xx.At<double>(row, column) - x * x / _count, 0);
            double yy = Math.Max(_yy.At<double>(row, column) - y * y / _count, 0);
            double xy = _xy.At<double>(row, column) - x * y / _count, gain = xy / (xx + Least);
            if (xx < Least || gain < 0) return (0, Math.Max(yy, Least)); // not divided, as in the release
            return yy < Least ? (0, Least) : (gain, Math.Max((yy - gain * xy) / _count, Least));
        }

        public void Dispose()
        {
            foreach (Mat sums in (Mat[])[_x, _y, _xx, _yy, _xy]) sums.Dispose();
        }

        private static Mat SumProduct(Mat a, Mat b, int side)
        {
            using Mat product = new();
            Cv2.Multiply(a, b, product);
            return Sum(product, side);
        }

        private static Mat Sum(Mat values, int side)
        {
            Mat sums = new();
            Cv2.BoxFilter(
                values, sums, MatType.CV_64F, new Size(side, side), normalize: false,
                borderType: BorderTypes.Reflect101);
            return sums;
        }
    }
}
