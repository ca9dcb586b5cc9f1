using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public class InformationFidelityTests
{
    [Fact]
    public void It_falls_as_blur_and_noise_grow()
    {
        using Mat reference = Noisy(TestPicture.Create(128, 160), 20, seed: 1);
        double[] blurred = [.. new[] { 0.8, 1.2, 2 }.Select(sigma => Blur(reference, sigma))];
        double[] noisy = [.. new[] { 4, 8, 16 }.Select(level => Noise(reference, level))];

        Assert.Equal(blurred.OrderDescending(), blurred);
        Assert.Equal(noisy.OrderDescending(), noisy);
        Assert.All(blurred.Concat(noisy), value => Assert.InRange(value, 0.01, Same(reference)));
    }

    // A gain alone is no loss of information: the band of the copy tells all of the reference's.
    [Fact]
    public void It_is_not_symmetric_and_a_flat_picture_tells_nothing()
    {
        using Mat reference = Noisy(TestPicture.Create(96, 96), 20, seed: 1), flat = reference.Clone();
        flat.SetTo(Scalar.All(100));
        using Mat soft = reference.GaussianBlur(new Size(0, 0), 1.5);

        Assert.Equal(0, InformationFidelity.Measure(reference, flat), 6);
        Assert.NotEqual(
            InformationFidelity.Measure(reference, soft), InformationFidelity.Measure(soft, reference), 0.01);
    }

    [Fact]
    public void Pictures_too_small_for_the_coarsest_band_are_refused()
    {
        using Mat small = TestPicture.Create(95, 200);

        Assert.Equal(
            "The pictures are 200 x 95 pixels; expected sides of at least 96. (Parameter 'reference')",
            Assert.Throws<ArgumentException>(() => InformationFidelity.Measure(small, small)).Message);
    }

    // Computed apart from this code, in NumPy, from the description of the authors' release and the filters' numbers.
    [Theory]
    [InlineData(160, 128, 3.4023165, 2.9885423)]
    [InlineData(97, 96, 2.9570203, 2.6378400)]
    public void It_is_what_the_published_filters_give(int width, int height, double noisy, double faint)
    {
        using Mat plain = TestPicture.Create(height, width);
        using Mat reference = TestPicture.Map(plain, (x, y, value) => value + (x * y * 5 + x * 3 + y * 11) % 23 - 11);
        using Mat noise = TestPicture.Map(plain, (x, y, value) => value + (x * 7 + y * 13) % 11 - 5);
        using Mat contrast = TestPicture.Map(
            plain, (x, y, value) => Math.Floor(value * 0.8 + (x * x + 3 * y) % 17));

        Assert.Equal(noisy, InformationFidelity.Measure(reference, noise), 5e-7);
        Assert.Equal(faint, InformationFidelity.Measure(reference, contrast), 5e-7);
    }

    private static double Same(Mat reference) => InformationFidelity.Measure(reference, reference);

    private static double Blur(Mat reference, double sigma)
    {
        using Mat soft = reference.GaussianBlur(new Size(0, 0), sigma);
        return InformationFidelity.Measure(reference, soft);
    }

    private static double Noise(Mat reference, int level)
    {
        using Mat noisy = Noisy(reference.Clone(), level, seed: 2);
        return InformationFidelity.Measure(reference, noisy);
    }

    private static Mat Noisy(Mat picture, int level, long seed)
    {
        RandomSource random = new(seed);
        using (picture) return TestPicture.Map(picture, (_, _, value) => value + random.Uniform(-level, level));
    }
}
