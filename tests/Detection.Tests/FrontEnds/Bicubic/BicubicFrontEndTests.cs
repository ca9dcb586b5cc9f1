using OpenCvSharp;

namespace DetectionSdk.Tests.FrontEnds.Bicubic;

public sealed class BicubicFrontEndTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(17)]
    [InlineData(double.NaN)]
    public void Scales_are_1_to_16(double scale) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new BicubicFrontEnd(scale));

    [Theory]
    [InlineData(20, 10, 3.2)] // as far as 64 x 64 takes
    [InlineData(8, 8, 4)] // no more than the largest scale
    [InlineData(100, 30, 1)] // never smaller
    public void One_that_fits_the_detector_grows_images_to_its_input(int width, int height, double scale)
    {
        using BicubicFrontEnd bicubic = BicubicFrontEnd.FittingDetector();
        using Mat image = DetectorTests.Scenery(height, width, 1), enlarged = bicubic.Enhance(
            image, new FrontEndContext(DetectorInput: new Size(64, 64)));
        Assert.Equal(new Size(width * scale, height * scale), enlarged.Size());
    }

    [Fact]
    public void It_is_the_cubic_resize_of_OpenCV()
    {
        using BicubicFrontEnd bicubic = new(2.5);
        using Mat image = DetectorTests.Scenery(20, 30, 1), enlarged = bicubic.Upscale(image), expected = new();
        Cv2.Resize(image, expected, new Size(75, 50), 0, 0, InterpolationFlags.Cubic);
        Assert.Equal(0, Cv2.Norm(expected, enlarged, NormTypes.INF));
    }

    [Fact]
    public void What_would_become_too_large_is_refused()
    {
        using BicubicFrontEnd bicubic = new(16);
        using Mat image = new(510, 520, MatType.CV_8UC3, Scalar.All(9));
        Assert.Equal(
            "The image of 520 x 510 pixels would become 8320 x 8160 = 67891200 pixels; the limit is 67108864.",
            Assert.Throws<ImageFormatException>(() => bicubic.Upscale(image)).Message);
    }

    [Fact]
    public void Only_one_that_fits_takes_the_target()
    {
        using BicubicFrontEnd fitting = BicubicFrontEnd.FittingDetector(), twice = new(2);
        FrontEndContext context = new(Target: new Size(75, 31), DetectorInput: new Size(64, 64));
        using Mat image = DetectorTests.Scenery(20, 30, 1);
        using Mat taken = fitting.Enhance(image, context), own = twice.Enhance(image, context);
        Assert.Equal((new Size(75, 31), new Size(60, 40)), (taken.Size(), own.Size()));
    }
}
