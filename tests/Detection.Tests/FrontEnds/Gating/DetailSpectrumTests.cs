using DetectionSdk.Imaging;
using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Gating;

/// <summary>The effective resolution of images of which it is known: sharp ones, and the same enlarged.</summary>
public sealed class DetailSpectrumTests
{
    // What an enlargement by s is to give: 1 / s to within a third, as the documentation says.
    private const double Tolerance = 1.0 / 3;

    [Theory]
    [InlineData(96, 72, 1)]
    [InlineData(200, 333, 2)]
    [InlineData(512, 512, 3)]
    public void Enlarging_divides_it(int width, int height, int seed)
    {
        using Mat image = Leaves(width, height, seed);
        Assert.InRange(Measure(image), 0.6, 1);
        AssertEnlarged(image);
    }

    [Theory]
    [InlineData("bus.jpg")]
    [InlineData("street.jpg")]
    [InlineData("crosswalk.jpg")]
    public void Enlarging_a_real_photograph_divides_it(string name)
    {
        using Mat photograph = ImageFile.Read(SharedData.Path("photos", name)), sharp = new();
        Cv2.Resize(photograph, sharp, new Size(), 0.5, 0.5, InterpolationFlags.Area);
        Assert.InRange(Measure(sharp), 0.8, 1);
        AssertEnlarged(sharp);
    }

    [Theory]
    [InlineData(InterpolationFlags.Linear)]
    [InlineData(InterpolationFlags.Lanczos4)]
    public void Other_interpolations_count_alike(InterpolationFlags interpolation)
    {
        using Mat image = Leaves(256, 256, 4), twice = Enlarge(image, 2, interpolation);
        Assert.Equal(0.5, Measure(twice), 0.5 * Tolerance);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(25)]
    public void Noise_does_not_raise_it(double deviation)
    {
        foreach (int size in (int[])[48, 96, 256])
        {
            using Mat image = Leaves(size, size, 5), flat = new(size, size, MatType.CV_8UC3, Scalar.All(120));
            foreach (double scale in (double[])[1, 2, 4])
            {
                using Mat enlarged =
                    Enlarge(image, scale, InterpolationFlags.Cubic), noisy = AddNoise(enlarged, deviation);
                Assert.InRange(Measure(noisy), 0, Measure(enlarged) + 0.03);
            }
            using Mat noise = AddNoise(flat, deviation);
            Assert.InRange(Measure(noise), 0, 0.25);
        }
    }

    [Fact]
    public void Noise_that_was_enlarged_too_does_not_hide_the_enlargement()
    {
        using Mat image =
            Leaves(256, 256, 6), noisy = AddNoise(image, 10), enlarged = Enlarge(noisy, 2, InterpolationFlags.Cubic);
        Assert.Equal(0.5, Measure(enlarged), 0.5 * Tolerance);
        // which is what tells nothing
        Assert.True(
            QualityEstimate.Of(enlarged)
                .Sharpness > QualityEstimate.Of(Enlarge(image, 2, InterpolationFlags.Cubic)).Sharpness);
    }

    [Fact]
    public void Without_detail_it_is_least_and_of_tiny_images_unknown()
    {
        using Mat flat =
            new(128, 64, MatType.CV_8UC3, Scalar.All(9)), tiny = new(31, 400, MatType.CV_8UC3, Scalar.All(9));
        Assert.Equal(1.0 / 16, Measure(flat)); // one ring of 64 / 4
        Assert.Equal(1, Measure(tiny));
    }

    [Fact]
    public void It_is_the_same_every_time()
    {
        using Mat image = Leaves(300, 211, 7);
        Assert.Equal(Measure(image), Measure(image));
    }

    private static void AssertEnlarged(Mat image)
    {
        using Mat twice =
            Enlarge(image, 2, InterpolationFlags.Cubic), fourfold = Enlarge(image, 4, InterpolationFlags.Cubic);
        (double once, double half, double quarter) = (Measure(image), Measure(twice), Measure(fourfold));
        Assert.True(once > half && half > quarter);
        Assert.Equal(0.5, half, 0.5 * Tolerance);
        Assert.Equal(0.25, quarter, 0.25 * Tolerance);
    }

    private static double Measure(Mat image) => QualityEstimate.Of(image).EffectiveResolution;

    private static Mat Enlarge(Mat image, double scale, InterpolationFlags interpolation)
    {
        Mat enlarged = new();
        Cv2.Resize(image, enlarged, new Size(), scale, scale, interpolation);
        return enlarged;
    }

    private static Mat AddNoise(Mat image, double deviation)
    {
        using Mat noise = new(image.Size(), MatType.CV_32FC3), exact = new();
        Cv2.SetTheRNG(11);
        Cv2.Randn(noise, Scalar.All(0), Scalar.All(deviation));
        image.ConvertTo(exact, MatType.CV_32F);
        Cv2.Add(exact, noise, exact);
        Mat noisy = new();
        exact.ConvertTo(noisy, MatType.CV_8U);
        return noisy;
    }

    /// <summary>
    /// Discs of all sizes that cover each other, rendered at twice the size: edges everywhere, and the spectrum of
    /// photographs.
    /// </summary>
    private static Mat Leaves(int width, int height, int seed)
    {
        using Mat large = new(2 * height, 2 * width, MatType.CV_8UC3, Scalar.All(128));
        Random random = new(seed);
        for (int i = 0; i < width * height / 20; i++)
        {
            int radius = (int)Math.Min(3 / Math.Sqrt(random.NextDouble() + 1e-4), Math.Min(width, height) / 4.0);
            Scalar colour = new(random.Next(256), random.Next(256), random.Next(256));
            Cv2.Circle(large, new Point(random.Next(large.Width), random.Next(large.Height)), radius, colour, -1);
        }
        Mat image = new();
        Cv2.Resize(large, image, new Size(width, height), 0, 0, InterpolationFlags.Area);
        return image;
    }
}
