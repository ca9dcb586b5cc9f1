using DetectionSdk.Degradation;
using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Quality;

public sealed class PublishedBicubicTests
{
    [Theory]
    [InlineData("set5", 2, 33.64)]
    [InlineData("set5", 3, 30.39)]
    [InlineData("set5", 4, 28.42)]
    [InlineData("set14", 2, 30.31)]
    [InlineData("set14", 3, 27.62)]
    [InlineData("set14", 4, 26.08)]
    public void Bicubic_enlarging_has_the_published_psnr_on_luma(string set, int scale, double expected)
    {
        string[] files = Directory.GetFiles(SharedData.Path("sr", set), "*.png");

        double mean = files.Average(file => MeasureBicubic(file, scale));

        Assert.Equal(expected, mean, 0.02);
    }

    private static double MeasureBicubic(string file, int scale)
    {
        using Mat full =
            Cv2.ImRead(file), original = full[0, full.Height / scale * scale, 0, full.Width / scale * scale];
        using Mat small = Resize(original, original.Width / scale, original.Height / scale), enlarged = Resize(
            small, original.Width, original.Height);
        return ImageQuality.Psnr(original, enlarged, QualityChannels.Luma, border: scale);
    }

    private static Mat Resize(Mat image, int width, int height) =>
        new DegradationPlan(image.Size(), [new ResizeStep(width, height, ResizeMethod.AntialiasedBicubic)])
            .Apply(image);
}
