using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class BlurKernelTests
{
    public static TheoryData<BlurStep> Kernels => new()
    {
        new GaussianBlurStep(21, 1.2, 1.2, 0),
        new GaussianBlurStep(7, 2.45, 0.7, 0.3),
        new GaussianBlurStep(9, 0, 0, 0),
        new GaussianBlurStep(1, 2, 2, 0),
        new GaussianBlurStep(21, 2, 1, 1, KernelProfile.Gaussian, 0.6),
        new GaussianBlurStep(21, 2, 1, 1, KernelProfile.Plateau, 1.7),
        new GaussianBlurStep(25, 1.3, 1.3, 0, Shift: 1.5),
        new SincBlurStep(21, Math.PI / 3),
        new SincBlurStep(7, Math.PI),
        new MotionBlurStep(0, 0),
        new MotionBlurStep(11.4, 0.7),
        new DefocusBlurStep(0.5),
        new DefocusBlurStep(5.3),
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_sums_to_1_and_keeps_a_constant_image(BlurStep step)
    {
        Assert.Equal(1, step.Kernel().Cast<float>().Sum(weight => (double)weight), 1e-6);

        using Mat flat = TestImages.Flat(48, 40, 137);
        using Mat blurred = new DegradationPlan(flat.Size(), [step]).ApplyFloat(flat);
        Cv2.MinMaxLoc(blurred.Reshape(1), out double minimum, out double maximum);
        Assert.Equal(137 / 255.0, minimum, 1e-5);
        Assert.Equal(137 / 255.0, maximum, 1e-5);
    }

    [Theory]
    [InlineData(2.0, 2.0, 0)]
    [InlineData(2.0, 1.0, 0)]
    [InlineData(2.0, 1.0, Math.PI / 6)]
    [InlineData(2.4, 0.9, 2.2)]
    public void A_gaussian_has_the_covariance_of_its_sigmas_and_angle(double sigmaX, double sigmaY, double angle)
    {
        (double xx, double xy, double yy) = Covariance(new GaussianBlurStep(41, sigmaX, sigmaY, angle).Kernel());
        double c = Math.Cos(angle), s = Math.Sin(angle), a = sigmaX * sigmaX, b = sigmaY * sigmaY;
        Assert.Equal(a * c * c + b * s * s, xx, 1e-3);
        Assert.Equal(a * s * s + b * c * c, yy, 1e-3);
        Assert.Equal((a - b) * c * s, xy, 1e-3);
    }

    [Fact]
    public void The_angle_turns_from_right_to_down()
    {
        float[,] kernel = new GaussianBlurStep(21, 4, 0.5, Math.PI / 4).Kernel();
        Assert.True(kernel[10 + 4, 10 + 4] > 0.01);
        Assert.True(kernel[10 - 4, 10 + 4] < 1e-6);
        float[,] motion = new MotionBlurStep(12, Math.PI / 4).Kernel();
        Assert.True(motion[motion.GetLength(0) / 2 + 2, motion.GetLength(1) / 2 + 2] > 0.01);
        Assert.Equal(0, motion[motion.GetLength(0) / 2 - 2, motion.GetLength(1) / 2 + 2]);
    }

    [Fact]
    public void A_short_kernel_cuts_a_wide_gaussian_off()
    {
        // Side 7 and variance 6: the kernel's own standard deviation is 1.76 px, not 2.45.
        (double xx, _, _) = Covariance(new GaussianBlurStep(7, Math.Sqrt(6), Math.Sqrt(6), 0).Kernel());
        Assert.Equal(1.76, Math.Sqrt(xx), 0.005);
    }

    [Theory]
    [InlineData(9.0, 0)]
    [InlineData(9.0, Math.PI / 2)]
    [InlineData(20.5, 1.0)]
    public void Motion_has_the_variance_of_a_line(double length, double angle)
    {
        (double xx, double xy, double yy) = Covariance(new MotionBlurStep(length, angle).Kernel());
        double along = length * length / 12, c = Math.Cos(angle), s = Math.Sin(angle);
        Assert.InRange(xx, along * c * c - 0.01, along * c * c + 0.25);
        Assert.InRange(yy, along * s * s - 0.01, along * s * s + 0.25);
        Assert.Equal(along * c * s, xy, 0.05);
    }

    [Theory]
    [InlineData(2.0)]
    [InlineData(5.5)]
    public void Defocus_has_the_variance_of_a_disk(double radius)
    {
        (double xx, double xy, double yy) = Covariance(new DefocusBlurStep(radius).Kernel());
        // Pixels are squares, which adds about 1/12 (Sheppard); not exactly, since the disk has an edge.
        Assert.Equal(radius * radius / 4 + 1.0 / 12, xx, 0.04);
        Assert.Equal(xx, yy, 1e-5);
        Assert.Equal(0, xy, 1e-6);
    }

    [Fact]
    public void A_shifted_gaussian_looks_right_and_down()
    {
        (double x, double y) = Mean(new GaussianBlurStep(25, 1.3, 1.3, 0, Shift: 1.5).Kernel());
        Assert.Equal(1.5, x, 1e-4);
        Assert.Equal(1.5, y, 1e-4);
    }

    [Fact]
    public void A_generalised_gaussian_follows_its_formula()
    {
        float[,] kernel = new GaussianBlurStep(11, 2, 1.5, 0, KernelProfile.Gaussian, 0.7).Kernel();
        float[,] plateau = new GaussianBlurStep(11, 2, 1.5, 0, KernelProfile.Plateau, 1.7).Kernel();
        double q = Math.Pow(3 / 2.0, 2) + Math.Pow(2 / 1.5, 2);
        Assert.Equal(Math.Exp(-0.5 * Math.Pow(q, 0.7)), kernel[5 + 2, 5 + 3] / kernel[5, 5], 1e-5);
        Assert.Equal(1 / (1 + Math.Pow(q, 1.7)), plateau[5 + 2, 5 + 3] / plateau[5, 5], 1e-5);
    }

    [Fact]
    public void A_sinc_follows_its_formula()
    {
        // J1(2) = 0.5767248078 (Abramowitz and Stegun, table 9.1): r = 2 with cut-off 1.
        float[,] kernel = new SincBlurStep(21, 1).Kernel();
        Assert.Equal(0.5767248078 / (2 * Math.PI * 2) / (1 / (4 * Math.PI)), kernel[10, 12] / kernel[10, 10], 1e-6);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void However_it_is_computed_a_blur_is_the_correlation_with_its_kernel(BlurStep step)
    {
        using Mat image = TestImages.Scene(64, 50);
        using Mat blurred = new DegradationPlan(image.Size(), [step]).ApplyFloat(image);

        using Mat exact = new(), expected = new(), kernel = Mat.FromArray(step.Kernel());
        image.ConvertTo(exact, MatType.CV_32FC3, 1.0 / 255);
        Cv2.Filter2D(exact, expected, MatType.CV_32F, kernel, borderType: BorderTypes.Reflect101);
        Assert.True(Cv2.Norm(blurred, expected, NormTypes.INF) < 0.001 / 255 * 2);
    }

    [Fact]
    public void An_image_too_small_for_the_kernel_is_refused_with_both_sizes()
    {
        DegradationException error = Assert.Throws<DegradationException>(
            () => new DegradationPlan(new Size(40, 10), [new GaussianBlurStep(21, 1, 1, 0)]));
        Assert.Equal(
            "An image of 40 x 10 px is too small for a kernel of 21 px; expected sides of at least 11 px.",
            error.Message);
    }

    private static (double X, double Y) Mean(float[,] kernel)
    {
        double x = 0, y = 0;
        int radius = kernel.GetLength(0) / 2;
        for (int v = 0; v < kernel.GetLength(0); v++)
            for (int u = 0; u < kernel.GetLength(1); u++)
                (x, y) = (x + kernel[v, u] * (u - radius), y + kernel[v, u] * (v - radius));
        return (x, y);
    }

    private static (double Xx, double Xy, double Yy) Covariance(float[,] kernel)
    {
        double xx = 0, xy = 0, yy = 0;
        int radius = kernel.GetLength(0) / 2;
        for (int v = -radius; v <= radius; v++)
            for (int u = -radius; u <= radius; u++)
            {
                double weight = kernel[v + radius, u + radius];
                (xx, xy, yy) = (xx + weight * u * u, xy + weight * u * v, yy + weight * v * v);
            }
        return (xx, xy, yy);
    }
}
