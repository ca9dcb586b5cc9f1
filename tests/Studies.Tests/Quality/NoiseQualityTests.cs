using OpenCvSharp;

namespace DetectionSdk.Studies.Tests;

public class NoiseQualityTests
{
    // The published MATLAB implementation for any size (2007), run in GNU Octave 7.3 on these pictures.
    [Theory]
    [InlineData(64, 24.8985482445, 15.1799780764)]
    [InlineData(96, 24.4969065165, 15.1471901911)]
    public void It_is_what_the_published_implementation_gives(int height, double noisy, double faint)
    {
        using Mat reference = TestPicture.Create(height, 64);
        using Mat noise = TestPicture.Map(reference, (x, y, value) => value + (x * 7 + y * 13) % 11 - 5);
        using Mat contrast = TestPicture.Map(reference, (_, _, value) => Math.Floor(value * 0.8 + 20));

        Assert.Equal(noisy, NoiseQuality.Measure(reference, noise), 8);
        Assert.Equal(faint, NoiseQuality.Measure(reference, contrast), 8);
    }

    [Fact]
    public void Equal_pictures_have_no_noise()
    {
        using Mat reference = TestPicture.Create(48, 33);

        Assert.Equal(double.PositiveInfinity, NoiseQuality.Measure(reference, reference));
    }

    [Fact]
    public void Pictures_of_different_size_are_refused()
    {
        using Mat a = TestPicture.Create(48, 32), b = TestPicture.Create(32, 48);

        Assert.Equal(
            "The pictures are 32 x 48 and 48 x 32 pixels; expected equal sizes. (Parameter 'picture')",
            Assert.Throws<ArgumentException>(() => NoiseQuality.Measure(a, b)).Message);
    }
}
