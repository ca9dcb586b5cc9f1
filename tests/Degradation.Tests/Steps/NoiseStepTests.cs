using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>Moments of the noise on flat images of 512 x 512 pixels.</summary>
public sealed class NoiseStepTests
{
    private const int Side = 512;

    [Theory]
    [InlineData(1, NoiseColor.Color)]
    [InlineData(10, NoiseColor.Color)]
    [InlineData(25, NoiseColor.Grey)]
    [InlineData(50, NoiseColor.Color)]
    public void Gaussian_noise_has_its_standard_deviation_within_2_percent(double level, NoiseColor color)
    {
        (double[] mean, double[] deviation, double correlation) =
            Measure(new GaussianNoiseStep(level, color, Seed: 5), 128);
        Assert.All(mean, m => Assert.Equal(128, m, 3 * level / Side * 2));
        Assert.All(deviation, d => Assert.InRange(d, 0.98 * level, 1.02 * level));
        Assert.Equal(color == NoiseColor.Grey ? 1 : 0, correlation, 0.02);
    }

    [Fact]
    public void Correlated_noise_has_its_covariance()
    {
        ChannelCovariance covariance = new(400, 225, 100, 180, 60, 90);
        (_, double[] deviation, double correlation) = Measure(new CorrelatedNoiseStep(covariance, Seed: 1), 128);
        Assert.Equal(20, deviation[0], 0.4);
        Assert.Equal(15, deviation[1], 0.3);
        Assert.Equal(10, deviation[2], 0.2);
        Assert.Equal(180 / (20.0 * 15), correlation, 0.01);
    }

    [Fact]
    public void Drawn_covariances_can_all_be_realised()
    {
        RandomSource random = new(3);
        for (int i = 0; i < 2000; i++)
        {
            ChannelCovariance c = ChannelCovariance.Draw(25, random);
            using Mat root = c.Root();
            using Mat product = (root * root.T()).ToMat();
            float[] expected =
            [
                (float)c.BlueBlue, (float)c.BlueGreen, (float)c.BlueRed, (float)c.GreenGreen, (float)c.GreenRed,
                (float)c.RedRed
            ];
            float[] actual =
            [
                product.At<float>(0, 0), product.At<float>(0, 1), product.At<float>(0, 2), product.At<float>(1, 1),
                product.At<float>(1, 2), product.At<float>(2, 2)
            ];
            for (int k = 0; k < 6; k++) Assert.Equal(expected[k] / 65025, actual[k], 1e-6);
        }
    }

    [Theory]
    [InlineData(30, 2.0)]
    [InlineData(1000, 1.0)]
    [InlineData(12, 0.5)]
    public void Poisson_noise_has_the_variance_of_its_photons(double peak, double scale)
    {
        // mean photons = peak x, hence sigma = scale * sqrt(x / peak), here in levels.
        double x = 100 / 255.0;
        (double[] mean, double[] deviation, double correlation) =
            Measure(new PoissonNoiseStep(peak, scale, NoiseColor.Color, Seed: 2), 100);
        double expected = 255 * scale * Math.Sqrt(x / peak);
        Assert.All(mean, m => Assert.Equal(100, m, 0.01 * expected));
        Assert.All(deviation, d => Assert.InRange(d, 0.98 * expected, 1.02 * expected));
        Assert.Equal(0, correlation, 0.02);
    }

    [Fact]
    public void Poisson_without_a_peak_counts_the_levels_of_the_image()
    {
        // A flat image has one level: 2^0 = 1 photon at white.
        (_, double[] deviation, double correlation) =
            Measure(new PoissonNoiseStep(null, 1, NoiseColor.Grey, Seed: 2), 100);
        Assert.Equal(255 * Math.Sqrt(100 / 255.0), deviation[0], 2.0);
        Assert.Equal(1, correlation, 1e-6);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(4.0)]
    [InlineData(9.9)]
    [InlineData(10.1)]
    [InlineData(57.3)]
    public void Poisson_numbers_follow_their_probabilities(double mean)
    {
        PoissonSource source = new(new RandomSource(11));
        const int Draws = 100_000;
        Dictionary<double, int> counts = Enumerable.Range(0, Draws)
            .Select(_ => source.Next(mean)).CountBy(n => n).ToDictionary();
        double probability = Math.Exp(-mean), statistic = 0;
        int cells = 0;
        for (int n = 0; n < 200; n++, probability *= mean / n)
        {
            double expected = Draws * probability;
            if (expected < 10) continue;
            statistic += Math.Pow(counts.GetValueOrDefault(n) - expected, 2) / expected;
            cells++;
        }
        Assert.True(statistic < cells + 4 * Math.Sqrt(2 * cells), $"chi-square {statistic:0.0} over {cells} cells");
    }

    [Fact]
    public void Speckle_grows_with_brightness()
    {
        (_, double[] dark, _) = Measure(new SpeckleNoiseStep(25.5, NoiseColor.Color, Seed: 1), 50);
        (_, double[] bright, _) = Measure(new SpeckleNoiseStep(25.5, NoiseColor.Color, Seed: 1), 200);
        Assert.Equal(5, dark[0], 0.1);
        Assert.Equal(20, bright[0], 0.4);
    }

    [Fact]
    public void Low_light_has_the_brightness_and_noise_of_its_sensor()
    {
        // Linear light (200/255)^2.2 = 0.586, a quarter of it 0.1465, 4000 electrons at white: 586 +- sqrt(586 + 10^2)
        // = 26.2.
        (double[] mean, double[] deviation, _) = Measure(new LowLightStep(0.25, 4000, 10, 1, Seed: 4), 200);
        double linear = Math.Pow(200 / 255.0, 2.2) / 4, sigma = Math.Sqrt(linear * 4000 + 100) / 4000;
        Assert.Equal(255 * Math.Pow(linear, 1 / 2.2), mean[0], 0.1);
        Assert.Equal(255 * sigma / 2.2 * Math.Pow(linear, 1 / 2.2 - 1), deviation[0], 0.05);
    }

    [Fact]
    public void Gain_brightens_what_was_captured()
    {
        (double[] mean, _, _) = Measure(new LowLightStep(0.25, 1e6, 0, 4, Seed: 4), 200);
        Assert.Equal(200, mean[1], 0.1);
    }

    [Fact]
    public void Another_seed_is_another_field()
    {
        using Mat flat = TestImages.Flat(32, 32, 100);
        byte[][] fields = [.. new long[] { 0, 1, -1, long.MaxValue }.Select(seed =>
        {
            using Mat noisy = new DegradationPlan(flat.Size(), [new GaussianNoiseStep(20, NoiseColor.Color, seed)])
                .Apply(flat);
            return TestImages.Bytes(noisy);
        })];
        Assert.Equal(4, fields.Select(Convert.ToHexString).Distinct().Count());
    }

    /// <summary>
    /// Mean and standard deviation per channel in 8-bit levels, and the correlation of the first two.
    /// </summary>
    private static (double[] Mean, double[] Deviation, double Correlation) Measure(DegradationStep step, byte level)
    {
        using Mat flat = TestImages.Flat(Side, Side, level);
        using Mat noisy = new DegradationPlan(flat.Size(), [step]).ApplyFloat(flat);
        using Mat values = new();
        noisy.Reshape(1, Side * Side).ConvertTo(values, MatType.CV_64F, 255);
        using Mat covariance = new(), mean = new();
        Cv2.CalcCovarMatrix(
            values, covariance, mean, CovarFlags.Normal | CovarFlags.Rows | CovarFlags.Scale, MatType.CV_64F);
        double[] deviation = [.. Enumerable.Range(0, 3).Select(i => Math.Sqrt(covariance.At<double>(i, i)))];
        return (
            [.. Enumerable.Range(0, 3).Select(i => mean.At<double>(0, i))], deviation,
            covariance.At<double>(0, 1) / (deviation[0] * deviation[1]));
    }
}
