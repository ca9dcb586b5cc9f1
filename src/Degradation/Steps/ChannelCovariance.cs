using OpenCvSharp;

namespace DetectionSdk.Degradation;

/// <summary>Symmetric 3 x 3 covariance of the channels' noise, in squared 8-bit levels; B, G, R as stored.</summary>
/// <param name="BlueBlue">Variance of blue.</param>
/// <param name="GreenGreen">Variance of green.</param>
/// <param name="RedRed">Variance of red.</param>
/// <param name="BlueGreen">Covariance of blue and green.</param>
/// <param name="BlueRed">Covariance of blue and red.</param>
/// <param name="GreenRed">Covariance of green and red.</param>
public readonly record struct ChannelCovariance(
    double BlueBlue, double GreenGreen, double RedRed, double BlueGreen, double BlueRed, double GreenRed)
{
    /// <summary>|L^2 U^T D U|, entry by entry absolute, U the left singular vectors of a random matrix.</summary>
    internal static ChannelCovariance Draw(double level, RandomSource random)
    {
        double[] diagonal = [random.NextDouble(), random.NextDouble(), random.NextDouble()];
        using Mat entries = new(3, 3, MatType.CV_64FC1);
        for (int i = 0; i < 9; i++) entries.At<double>(i / 3, i % 3) = random.NextDouble();
        using Mat values = new(), basis = new(), other = new();
        Cv2.SVDecomp(entries, values, basis, other);

        double Entry(int row, int column) => Math.Abs(level * level
            * Enumerable.Range(0, 3).Sum(k => basis.At<double>(k, row) * diagonal[k] * basis.At<double>(k, column)));
        return new(Entry(0, 0), Entry(1, 1), Entry(2, 2), Entry(0, 1), Entry(0, 2), Entry(1, 2));
    }

    /// <summary>
    /// Lower triangular L with L L^T = covariance / 255^2: turns independent unit noise into this one. CV_32FC1, 3 x 3.
    /// </summary>
    internal Mat Root()
    {
        double bb = Math.Sqrt(BlueBlue);
        double gb = Divide(BlueGreen, bb);
        double gg = Math.Sqrt(Math.Max(0, GreenGreen - gb * gb));
        double rb = Divide(BlueRed, bb);
        double rg = Divide(GreenRed - rb * gb, gg);
        double rr = Math.Sqrt(Math.Max(0, RedRed - rb * rb - rg * rg));
        Mat root = Mat.FromArray(
            new float[,] { { (float)bb, 0, 0 }, { (float)gb, (float)gg, 0 }, { (float)rb, (float)rg, (float)rr } });
        root.ConvertTo(root, MatType.CV_32FC1, 1.0 / 255);
        return root;
    }

    private static double Divide(double value, double by) => by == 0 ? 0 : value / by;
}
