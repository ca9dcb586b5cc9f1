using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Quality;

/// <summary>
/// The images are formulas; the SSIM values of them are those of scikit-image (Gaussian weights, sigma 1.5, population
/// covariance, range 255).
/// </summary>
public sealed class ImageQualityTests
{
    [Fact]
    public void An_error_of_one_everywhere_is_48_13_decibels()
    {
        using Mat a = new(20, 30, MatType.CV_8UC3, new Scalar(100, 100, 100)), b = new(
            20, 30, MatType.CV_8UC3, new Scalar(101, 99, 101));

        Assert.Equal(20 * Math.Log10(255), ImageQuality.Psnr(a, b), 1e-12);
    }

    [Fact]
    public void Equal_images_have_infinite_psnr_and_ssim_one()
    {
        using Mat a = Pattern();

        Assert.Equal(double.PositiveInfinity, ImageQuality.Psnr(a, a));
        Assert.Equal(1, ImageQuality.Ssim(a, a), 1e-12);
    }

    [Fact]
    public void Colour_grey_and_luma_agree_with_an_independent_implementation()
    {
        using Mat a = Pattern(), b = Disturb(a), greyA = a.ExtractChannel(0), greyB = b.ExtractChannel(0);

        Assert.Equal(31.527913473179797, ImageQuality.Psnr(a, b), 1e-10);
        Assert.Equal(31.511508792666106, ImageQuality.Psnr(a, b, border: 2), 1e-10);
        Assert.Equal(32.73960400250536, ImageQuality.Psnr(a, b, QualityChannels.Luma), 1e-10);
        Assert.Equal(0.9820049545615098, ImageQuality.Ssim(a, b), 1e-10);
        Assert.Equal(0.9986449141704773, ImageQuality.Ssim(greyA, greyB), 1e-10);
        Assert.Equal(0.9761449580457373, ImageQuality.Ssim(a, b, QualityChannels.Luma), 1e-10);
        Assert.Equal(0.9804384556701801, ImageQuality.Ssim(a, b, QualityChannels.Luma, border: 3), 1e-10);
    }

    [Fact]
    public void The_border_hides_what_lies_in_it()
    {
        using Mat a = Pattern(), b = a.Clone();
        // the outermost pixels and half of the line's width beyond
        b.Rectangle(new Rect(0, 0, b.Width, b.Height), Scalar.White, thickness: 2);

        Assert.True(double.IsFinite(ImageQuality.Psnr(a, b)));
        Assert.Equal(double.PositiveInfinity, ImageQuality.Psnr(a, b, border: 2));
    }

    [Theory]
    [InlineData(0, 0, 0, 16)]
    [InlineData(255, 255, 255, 235)]
    [InlineData(255, 0, 0, 41)]      // 16 + 24.966
    [InlineData(0, 255, 0, 145)]     // 16 + 128.553
    [InlineData(0, 0, 255, 81)]      // 16 + 65.481
    public void Luma_is_in_the_studio_range_and_rounded(int blue, int green, int red, int expected)
    {
        using Mat image = new(2, 3, MatType.CV_8UC3, new Scalar(blue, green, red)), luma = ImageQuality.ToLuma(image);

        Assert.Equal(MatType.CV_8UC1, luma.Type());
        Assert.Equal(expected, luma.At<byte>(1, 2));
    }

    [Fact]
    public void The_images_are_not_changed()
    {
        using Mat a = Pattern(), b = Disturb(a), copy = a.Clone();

        _ = ImageQuality.Ssim(a, b, QualityChannels.Luma) + ImageQuality.Psnr(a, b, border: 1);

        Assert.Equal(0, Cv2.Norm(a, copy));
    }

    [Fact]
    public void Images_that_cannot_be_compared_are_refused()
    {
        using Mat a = Pattern(), narrow = a[0, a.Height, 0, a.Width - 1], grey = a.ExtractChannel(0), small = a[
            0, 10, 0, 10], floats = new(24, 31, MatType.CV_32FC3), empty = new();

        Assert.Contains(
            "31x24 CV_8UC3 and 30x24 CV_8UC3",
            Assert.Throws<ArgumentException>(() => ImageQuality.Psnr(a, narrow)).Message);
        Assert.Throws<ArgumentException>(() => ImageQuality.Psnr(a, grey));
        Assert.Throws<ArgumentException>(() => ImageQuality.Psnr(floats, floats));
        Assert.Throws<ArgumentException>(() => ImageQuality.Psnr(empty, empty));
        Assert.Contains(
            "A border of 12 pixels",
            Assert.Throws<ArgumentException>(() => ImageQuality.Psnr(a, a, border: 12)).Message);
        Assert.Throws<ArgumentException>(() => ImageQuality.Psnr(a, a, border: -1));
        Assert.Contains("11x11", Assert.Throws<ArgumentException>(() => ImageQuality.Ssim(small, small)).Message);
    }

    private static Mat Pattern() =>
        Fill((x, y) => ((x * 7 + y * 13 + x * y) % 256, (x * x + 3 * y) % 256, (5 * x + y * y) % 256));

    private static Mat Disturb(Mat image) => Fill((x, y) =>
    {
        Vec3b pixel = image.At<Vec3b>(y, x);
        int step = (x * 3 + y * 5) % 11 - 5;
        return (
            Math.Clamp(pixel.Item0 + step, 0, 255), Math.Clamp(pixel.Item1 + 2 * step, 0, 255),
            Math.Clamp(pixel.Item2 + 3 * step, 0, 255));
    });

    private static Mat Fill(Func<int, int, (int Blue, int Green, int Red)> color)
    {
        const int Height = 24, Width = 31;
        Mat image = new(Height, Width, MatType.CV_8UC3);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                (int blue, int green, int red) = color(x, y);
                image.Set(y, x, new Vec3b((byte)blue, (byte)green, (byte)red));
            }
        }
        return image;
    }
}
