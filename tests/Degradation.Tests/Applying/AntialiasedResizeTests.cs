using DetectionSdk.Tests;
using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>
/// The published bicubic rows of super-resolution: rounded BT.601 luma, images cropped to a multiple of the scale,
/// border = scale shaved.
/// </summary>
public sealed class AntialiasedResizeTests
{
    [Theory]
    [InlineData("set5", 2, 33.64)]
    [InlineData("set5", 3, 30.39)]
    [InlineData("set5", 4, 28.42)]
    [InlineData("set14", 2, 30.31)]
    [InlineData("set14", 3, 27.62)]
    [InlineData("set14", 4, 26.08)]
    public void Published_bicubic_rows_are_reproduced(string set, int scale, double published)
    {
        string[] files = Directory.GetFiles(SharedData.Path("sr", set), "*.png");
        double mean = files.Average(file => BicubicPsnr(file, scale));
        Assert.InRange(mean, published - 0.02, published + 0.02);
    }

    private static double BicubicPsnr(string file, int scale)
    {
        using Mat image = Cv2.ImRead(file, ImreadModes.Color);
        using Mat cropped = new(
            image, new Rect(0, 0, image.Width - image.Width % scale, image.Height - image.Height % scale));
        using Mat original = Luma(cropped);
        Size small = new(original.Width / scale, original.Height / scale);
        DegradationPlan plan = new(original.Size(),
        [
            new ResizeStep(small.Width, small.Height, ResizeMethod.AntialiasedBicubic),
            new QuantizeStep(),
            new ResizeStep(original.Width, original.Height, ResizeMethod.AntialiasedBicubic),
        ]);
        using Mat restored = plan.Apply(original);

        Rect inside = new(scale, scale, original.Width - 2 * scale, original.Height - 2 * scale);
        using Mat a = new(original, inside), b = new(restored, inside);
        return Cv2.PSNR(a, b);
    }

    /// <summary>MATLAB's rgb2ycbcr: 16 .. 235, rounded; as three equal channels.</summary>
    private static Mat Luma(Mat bgr)
    {
        using Mat weights = Mat.FromArray(new[,] { { 24.966 / 255, 128.553 / 255, 65.481 / 255, 16 } });
        using Mat luma = new();
        using Mat exact = new();
        bgr.ConvertTo(exact, MatType.CV_64FC3);
        Cv2.Transform(exact, luma, weights);
        luma.ConvertTo(luma, MatType.CV_8UC1);
        Mat result = new();
        Cv2.CvtColor(luma, result, ColorConversionCodes.GRAY2BGR);
        return result;
    }
}
