using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class VaryingNoiseStepTests
{
    [Theory]
    [InlineData(0, 5, 45)] // a tenth and nine tenths of the way, from left to right
    [InlineData(Math.PI, 45, 5)]
    public void A_ramp_grows_evenly_in_its_direction(double angle, double left, double right)
    {
        using Mat map = new NoiseRampStep(0, 50, angle, NoiseColor.Color, Seed: 1).DeviationMap(new Size(5, 3));
        Assert.Equal(left, map.At<float>(0, 0), 1e-4);
        Assert.Equal(25, map.At<float>(1, 2), 1e-4);
        Assert.Equal(right, map.At<float>(2, 4), 1e-4);
    }

    [Fact]
    public void Peaks_lie_between_the_lowest_and_the_highest_deviation()
    {
        NoisePeaksStep step = new(4, 40, Count: 3, Radius: 0.05, PeakSeed: 9, NoiseColor.Color, Seed: 1);
        using Mat map = step.DeviationMap(new Size(200, 100));
        map.MinMaxLoc(out double least, out double most);
        Assert.Equal(4, least, 0.01);
        Assert.InRange(most, 39.5, 40);
    }

    [Fact]
    public void Noise_has_the_deviation_of_the_map_and_replays_to_the_bit()
    {
        DegradationPlan plan = new DegradationPipeline([new NoiseRampOptions { From = 2, To = 30, Angle = 0 }])
            .Sample(seed: 4, new Size(400, 256));
        using Mat grey = new(256, 400, MatType.CV_8UC3, Scalar.All(128)), noisy = plan.Apply(grey);
        using Mat again = DegradationPlan.FromJson(plan.ToJson()).Apply(grey);
        Assert.Equal(0, Cv2.Norm(noisy, again, NormTypes.INF));
        Assert.Equal(2 + 28 * 20 / 400.0, Deviation(noisy, 0), 0.1);
        Assert.Equal(2 + 28 * 380 / 400.0, Deviation(noisy, 360), 0.6);
    }

    private static double Deviation(Mat image, int from)
    {
        using Mat part = image.ColRange(from, from + 40);
        Cv2.MeanStdDev(part, out _, out Scalar deviation);
        return (deviation.Val0 + deviation.Val1 + deviation.Val2) / 3;
    }
}
