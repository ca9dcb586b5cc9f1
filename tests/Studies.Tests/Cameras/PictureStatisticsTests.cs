using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public class PictureStatisticsTests
{
    private const int Side = 320;

    // The gradient beside a step between two pixels is half the sum of the two middle weights of the blur, so that the
    // estimate, which divides two such sums, is known: the sigma of the blur and of the pixels that sample it.
    [Theory]
    [InlineData(0, 0.84)]
    [InlineData(0.7, 1.03)]
    [InlineData(1, 1.26)]
    [InlineData(1.5, 1.68)]
    [InlineData(2, 2.14)]
    public void Edge_sigma_is_the_sigma_of_the_blur_and_of_the_pixels(double sigma, double expected)
    {
        using Mat step = new(Side, Side, MatType.CV_8UC3, Scalar.All(20));
        step[0, Side, Side / 2, Side].SetTo(Scalar.All(230));
        using Mat blurred = sigma == 0 ? step.Clone() : step.GaussianBlur(new Size(0, 0), sigma);

        double ratio = MiddleWeights(sigma) / MiddleWeights(Math.Sqrt(sigma * sigma + 1));
        Assert.Equal(expected, 1 / Math.Sqrt(ratio * ratio - 1), 0.03);
        Assert.Equal(expected, PictureStatistics.Measure(blurred).EdgeSigma, 0.03);
    }

    [Fact]
    public void A_picture_without_an_edge_has_no_sigma()
    {
        using Mat flat = new(Side, Side, MatType.CV_8UC3, Scalar.All(99));

        PictureStatistics statistics = PictureStatistics.Measure(flat);

        Assert.Equal((double.NaN, 0, 99), (statistics.EdgeSigma, statistics.Noise, statistics.Brightness));
    }

    // 30 % of 102,400 pixels: the standard error is below 1 %, rounding to levels adds 1 / 12 to the variance.
    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Noise_is_its_standard_deviation(double sigma)
    {
        using Mat exact = new(Side, Side, MatType.CV_32FC1), grey = new(), picture = new();
        RandomSource random = new(5);
        for (int row = 0; row < Side; row++)
            for (int column = 0; column < Side; column++) exact.Set(row, column, (float)(128 + sigma * Normal(random)));
        exact.ConvertTo(grey, MatType.CV_8UC1);
        Cv2.CvtColor(grey, picture, ColorConversionCodes.GRAY2BGR);

        double expected = Math.Sqrt(sigma * sigma + 1.0 / 12);
        Assert.InRange(PictureStatistics.Measure(picture).Noise, 0.95 * expected, 1.05 * expected);
    }

    // Steps of 6 before every eighth column, of 2 elsewhere; an edge of 60 on a border is no block.
    [Fact]
    public void Blocking_is_the_step_at_borders_of_blocks_over_the_step_elsewhere()
    {
        using Mat picture = new(Side, Side, MatType.CV_8UC3);
        int level = 60;
        for (int column = 0; column < Side; column++)
        {
            picture.Line(column, 0, column, Side, Scalar.All(level));
            int step = (column + 1) % 8 == 0 ? 6 : 2;
            bool up = (column / 8 + column) % 2 == 0;
            level += column + 1 == Side / 2 ? 60 : up ? step : -step;
        }

        Assert.Equal(3, PictureStatistics.Measure(picture).Blocking, 6);
    }

    private static double MiddleWeights(double sigma)
    {
        double[] weights = [.. Enumerable.Range(-20, 41).Select(x => Math.Exp(-x * x / (2 * sigma * sigma)))];
        return sigma == 0 ? 1 : (weights[20] + weights[21]) / weights.Sum();
    }

    // Box and Muller, 1958.
    private static double Normal(RandomSource random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
