using OpenCvSharp;

namespace DetectionSdk.Extensions.Tests;

/// <summary>A front-end of one's own: local contrast is stretched before a detector looks.</summary>
public sealed class OwnFrontEndTests
{
    private sealed class LocalContrast(double limit) : FrontEnd
    {
        protected override Mat Process(Mat image, FrontEndContext context)
        {
            using Mat lab = new(), lightness = new();
            Cv2.CvtColor(image, lab, ColorConversionCodes.BGR2Lab);
            Cv2.ExtractChannel(lab, lightness, 0);
            using CLAHE stretch = Cv2.CreateCLAHE(limit, new Size(2, 2));
            stretch.Apply(lightness, lightness);
            Cv2.InsertChannel(lightness, lab, 0);
            Mat stretched = new();
            Cv2.CvtColor(lab, stretched, ColorConversionCodes.Lab2BGR);
            return stretched;
        }
    }

    [Fact]
    public void It_stretches_the_contrast()
    {
        using LocalContrast frontEnd = new(limit: 40);
        using Mat dim = new(64, 64, MatType.CV_8UC3, Scalar.All(100));
        Cv2.Circle(dim, new Point(32, 32), 20, Scalar.All(110), -1);
        using Mat stretched = frontEnd.Upscale(dim);
        Assert.True(Deviation(stretched) > 2 * Deviation(dim));
    }

    [Fact]
    public void It_goes_behind_a_gate_that_disposes_it()
    {
        using GatedFrontEnd gated = new(new LocalContrast(limit: 40), QualityGate.Never);
        using Mat image = new(64, 64, MatType.CV_8UC3, Scalar.All(100)), passed = gated.Upscale(image);
        Assert.Equal(image.Data, passed.Data);
    }

    private static double Deviation(Mat image)
    {
        Cv2.MeanStdDev(image, out _, out Scalar deviation);
        return deviation.Val0;
    }
}
