using DetectionSdk.Degradation;
using OpenCvSharp;

namespace DetectionSdk.Evaluation.Tests.Quality;

public sealed class EnlargementEvaluationTests
{
    private static readonly DegradationPipeline Half = new(
        [new DownsampleOptions { Scale = 2, Methods = [ResizeMethod.AntialiasedBicubic] }]);

    [Fact]
    public void Images_are_cut_to_the_scale_degraded_enlarged_and_compared_inside_the_border()
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet photographs = Photographs(folder, new Size(41, 50));
        using Mat image = photographs.Images[0].Read(), clean = image[0, 50, 0, 40];
        using Mat degraded = Half.Sample(0, clean.Size()).Apply(clean), enlarged = new();
        Cv2.Resize(degraded, enlarged, clean.Size(), 0, 0, InterpolationFlags.Cubic);

        using BicubicFrontEnd bicubic = new(2);
        (Similarity rgb, Similarity luma) = EnlargementEvaluation.Run(bicubic, photographs, Half, 1, multiple: 2);

        Assert.Equal(ImageQuality.Psnr(clean, enlarged, border: 2), rgb.Psnr, 1e-9);
        Assert.Equal(ImageQuality.Ssim(clean, enlarged, border: 2), rgb.Ssim, 1e-9);
        Assert.Equal(ImageQuality.Psnr(clean, enlarged, QualityChannels.Luma, 2), luma.Psnr, 1e-9);
        Assert.Equal(ImageQuality.Ssim(clean, enlarged, QualityChannels.Luma, 2), luma.Ssim, 1e-9);
    }

    [Fact]
    public void Bicubic_enlarging_is_the_antialiased_one_of_the_degradations()
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet photographs = Photographs(folder, new Size(64, 64));
        using Mat clean = photographs.Images[0].Read(), degraded = Half.Sample(0, clean.Size()).Apply(clean);
        using Mat enlarged = new DegradationPipeline(
            [
                new ResizeOptions { Factor = 2, Methods = [ResizeMethod.AntialiasedBicubic] }
            ]).Sample(0, degraded.Size()).Apply(degraded);
        Assert.Equal(
            ImageQuality.Psnr(clean, enlarged, border: 2),
            EnlargementEvaluation.RunBicubic(photographs, Half, 1, 2).Rgb.Psnr, 1e-9);
    }

    [Fact]
    public void A_front_end_of_another_scale_is_named()
    {
        using TemporaryFolder folder = new();
        using BicubicFrontEnd four = new(4);
        string message = Assert.Throws<EvaluationException>(
            () => EnlargementEvaluation.Run(four, Photographs(folder, new Size(40, 40)), Half, 1)).Message;
        Assert.Contains(
            "makes 80 x 80 pixels of 'photo.png', degraded to 20 x 20; expected 40 x 40", message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 40, 4, "the image is 3 x 40 pixels; expected at least 4 x 4, for the multiple that it is cut to")]
    [InlineData(
        40, 15, 4,
        "the image is 40 x 15 pixels; expected at least 16 x 16, for the window of SSIM and a border of 2 pixels")]
    [InlineData(
        40, 14, 1,
        "the image is 40 x 14 pixels; expected at least 15 x 15, for the window of SSIM and a border of 2 pixels")]
    public void An_image_that_is_too_small_is_named(int width, int height, int multiple, string message)
    {
        using TemporaryFolder folder = new();
        AnnotatedDataSet photographs = Photographs(folder, new Size(width, height));
        DataSetException error = Assert.Throws<DataSetException>(
            () => EnlargementEvaluation.RunBicubic(photographs, Half, 1, multiple));
        Assert.Equal(photographs.Images[0].Path, error.File);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        AnnotatedDataSet largeEnough = Photographs(folder, new Size(40, 16));
        Assert.True(double.IsFinite(EnlargementEvaluation.RunBicubic(largeEnough, Half, 1, multiple).Rgb.Ssim));
    }

    /// <summary>One image of smooth structure and edges.</summary>
    private static AnnotatedDataSet Photographs(TemporaryFolder folder, Size size)
    {
        using Mat image = new(size, MatType.CV_8UC3, new Scalar(40, 80, 120));
        Cv2.Circle(
            image, new Point(size.Width / 2, size.Height / 2), size.Width / 3, new Scalar(200, 160, 60), -1,
            LineTypes.AntiAlias);
        Cv2.Line(
            image, new Point(3, 5), new Point(size.Width - 4, size.Height - 9), Scalar.All(250), 2,
            LineTypes.AntiAlias);
        Cv2.GaussianBlur(image, image, new Size(0, 0), 0.8);
        Cv2.ImWrite(folder.Prepare("photo.png"), image);
        return UnlabelledDataSet.Read(folder.Root);
    }
}
