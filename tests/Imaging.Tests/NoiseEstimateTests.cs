using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Imaging.Tests;

public sealed class NoiseEstimateTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(10)]
    [InlineData(20)]
    public void The_noise_of_a_flat_picture_is_estimated_to_within_a_fifth(double noise)
    {
        using Mat image = NoisyPicture.Of(Flat(), noise);
        Assert.InRange(NoiseEstimate.Of(image), 0.8 * noise, 1.2 * noise);
    }

    [Fact]
    public void What_varies_in_parts_of_a_picture_is_no_noise()
    {
        using Mat image = Flat();
        for (int x = 0; x < 320; x += 2) Cv2.Line(image, x, 0, x, 160, Scalar.All(200));
        Assert.Equal(0, NoiseEstimate.Of(image));
    }

    [Fact]
    public void Clipped_parts_do_not_hide_the_noise_of_the_others()
    {
        using Mat image = Flat();
        image[new Rect(0, 0, 320, 160)].SetTo(Scalar.All(0));
        using Mat noisy = NoisyPicture.Of(image, 15);
        Assert.InRange(NoiseEstimate.Of(noisy), 12, 18);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(16, 48)]
    [InlineData(15, 1000)]
    public void Pictures_too_small_to_tell_have_none(int width, int height)
    {
        using Mat flat = new(height, width, MatType.CV_8UC3, Scalar.All(120)), image = NoisyPicture.Of(flat, 20);
        Assert.Equal(0, NoiseEstimate.Of(image));
    }

    [Fact]
    public void Grey_pictures_of_16_bits_are_taken_and_empty_ones_refused()
    {
        using Mat flat = Flat(), noisy = NoisyPicture.Of(flat, 15), grey = new(), deep = new(), empty = new();
        Cv2.CvtColor(noisy, grey, ColorConversionCodes.BGR2GRAY);
        grey.ConvertTo(deep, MatType.CV_16UC1, 257);
        Assert.Equal(NoiseEstimate.Of(grey), NoiseEstimate.Of(deep));
        Assert.Throws<ImageFormatException>(() => NoiseEstimate.Of(empty));
    }

    private static Mat Flat() => new(240, 320, MatType.CV_8UC3, new Scalar(90, 120, 150));
}
