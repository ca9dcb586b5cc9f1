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

    // The bands of all six directions and the residuals hold the whole picture: squares of the filters sum to one.
    [Fact]
    public void A_grating_lies_in_the_band_of_its_octave_and_direction()
    {
        using Mat grating = new(128, 128, MatType.CV_64FC1);
        for (int y = 0; y < 128; y++)
            for (int x = 0; x < 128; x++) grating.Set(y, x, Math.Cos(2 * Math.PI * 32 * x / 128));

        (int Level, double Energy)[] bands =
        [
            .. SteerablePyramid.Decompose(grating, 0, 3)
                .Select(band => (band.Level, Cv2.Norm(band.Band, NormTypes.L2SQR) / band.Band.Total()))
        ];

        // 32 cycles of 128 are half the highest frequency, where the first octave begins; direction 3 lies across it.
        Assert.Equal((1, 0.5), (bands[0].Level, Math.Round(bands[0].Energy, 6)));
        Assert.All(bands[1..], band => Assert.Equal(0, band.Energy, 6));
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
