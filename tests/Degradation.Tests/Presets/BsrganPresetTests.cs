using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>The draws of the BSRGAN preset against the released code, each parameter 10,000 times and more.</summary>
public sealed class BsrganPresetTests
{
    private static readonly double[] OpenCvMethods =
    [
        (int)ResizeMethod.Bilinear, (int)ResizeMethod.Bicubic, (int)ResizeMethod.Area
    ];

    [Trait("Category", "Slow")]
    [Fact]
    public void Draws_follow_the_table()
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.Bsrgan, Record);

        fit.Probability("halved first", 0.25);
        fit.Discrete("halving method", [(5, 3), .. OpenCvMethods.Select(method => (method, 1.0))]);
        foreach (int scale in new[] { 2, 4 })
        {
            fit.Probability($"x{scale} stretched", 0.5);
            fit.Equally($"x{scale} kernel size", Enumerable.Range(2, 10).Select(i => 2.0 * i + 3));
            fit.Uniform($"x{scale} variance along", 0, 4 + scale);
            fit.Uniform($"x{scale} variance across", 0, 4 + scale);
            fit.Uniform($"x{scale} round sigma", 0, 2 + 0.2 * scale);
            fit.Probability($"x{scale} one pixel per block", 0.25);
            fit.Uniform($"x{scale} block sigma", 0.1, 0.6 * scale);
            fit.Uniform($"x{scale} resize", 1, 2 * scale);
        }
        fit.Uniform("angle", 0, Math.PI);
        fit.Equally("resize method", OpenCvMethods);
        fit.Equally("final method", OpenCvMethods);
        fit.Discrete("noise", (0, 0.4), (1, 0.4), (2, 0.2));
        fit.Equally("noise level", Enumerable.Range(2, 24).Select(level => (double)level));
        fit.Continuous("trace of the covariance / 25^2", SumOfThreeUniforms);
        fit.Discrete("jpegs", (1, 0.1), (2, 0.9));
        fit.Equally("quality", Enumerable.Range(30, 66).Select(quality => (double)quality));
        fit.Equally("place of the noise", 0, 1, 2, 3, 4, 5);
        fit.Equally("place of the first resize and the last", PairsOfPlaces());
    }

    [Fact]
    public void The_output_is_a_quarter_of_the_input() =>
        Assert.All(
            Enumerable.Range(0, 200),
            seed =>
                Assert.Equal(
                    new Size(100, 76), DegradationPipeline.Bsrgan.Sample(seed, new Size(400, 304)).OutputSize));

    private static void Record(DegradationPlan plan, GoodnessOfFit fit)
    {
        bool halved = plan.Steps[0] is ResizeStep { Width: PresetDraws.Side / 2 };
        fit.Add("halved first", halved);
        if (halved) fit.Add("halving method", (int)((ResizeStep)plan.Steps[0]).Method);
        List<DegradationStep> steps = [.. plan.Steps.Skip(halved ? 2 : 0).Where(step => step is not ClipStep)];

        RecordBlurs(steps, halved ? 2 : 4, fit);
        RecordResizes(steps, halved ? 2 : 4, fit);
        RecordNoise(steps, fit);
        fit.Add("jpegs", steps.OfType<JpegStep>().Count());
        foreach (JpegStep jpeg in steps.OfType<JpegStep>()) fit.Add("quality", jpeg.Quality);
        RecordPlaces(steps, fit);
    }

    private static void RecordBlurs(List<DegradationStep> steps, int scale, GoodnessOfFit fit)
    {
        foreach (GaussianBlurStep blur in steps.OfType<GaussianBlurStep>())
        {
            if (blur.Shift != 0)
            {
                fit.Add($"x{scale} block sigma", blur.SigmaX);
                Assert.Equal((25, (scale - 1) / 2.0), (blur.KernelSize, blur.Shift));
                continue;
            }
            fit.Add($"x{scale} stretched", !blur.IsRound());
            fit.Add($"x{scale} kernel size", blur.KernelSize);
            if (blur.IsRound())
            {
                fit.Add($"x{scale} round sigma", blur.SigmaX);
                continue;
            }
            fit.Add($"x{scale} variance along", blur.SigmaX * blur.SigmaX);
            fit.Add($"x{scale} variance across", blur.SigmaY * blur.SigmaY);
            fit.Add("angle", blur.Angle);
        }
    }

    private static void RecordResizes(List<DegradationStep> steps, int scale, GoodnessOfFit fit)
    {
        ResizeStep[] resizes = [.. steps.OfType<ResizeStep>()];
        Assert.Equal(2, resizes.Length);
        bool blocks = steps.OfType<GaussianBlurStep>().Any(blur => blur.Shift != 0);
        fit.Add($"x{scale} one pixel per block", blocks);
        if (!blocks)
        {
            fit.Add($"x{scale} resize", PresetDraws.Side * scale / 4.0 / resizes[0].Width);
            fit.Add("resize method", (int)resizes[0].Method);
        }
        fit.Add("final method", (int)resizes[1].Method);
    }

    private static void RecordNoise(List<DegradationStep> steps, GoodnessOfFit fit)
    {
        switch (steps.Single(IsNoise))
        {
            case GaussianNoiseStep gaussian:
                fit.Add("noise", gaussian.Color == NoiseColor.Color ? 0 : 1);
                fit.Add("noise level", gaussian.StandardDeviation);
                break;
            case CorrelatedNoiseStep { Covariance: var c }:
                fit.Add("noise", 2);
                fit.Add("trace of the covariance / 25^2", (c.BlueBlue + c.GreenGreen + c.RedRed) / 625);
                break;
        }
    }

    /// <summary>Places among the six groups, for plans in which every group has left something.</summary>
    private static void RecordPlaces(List<DegradationStep> steps, GoodnessOfFit fit)
    {
        if (steps.OfType<JpegStep>().Count() < 2) return;
        List<DegradationStep> groups = [.. steps.Where(step => step is not GaussianBlurStep { Shift: not 0 })];
        Assert.Equal(7, groups.Count);
        int[] resizes = [.. Enumerable.Range(0, 6).Where(i => groups[i] is ResizeStep)];
        fit.Add("place of the noise", groups.FindIndex(IsNoise));
        fit.Add("place of the first resize and the last", 10 * resizes[0] + resizes[1]);
    }

    private static bool IsNoise(DegradationStep step) => step is GaussianNoiseStep or CorrelatedNoiseStep;

    private static IEnumerable<double> PairsOfPlaces() =>
        from first in Enumerable.Range(0, 6) from last in Enumerable.Range(first + 1, 5 - first) select 10.0 * first
            + last;

    /// <summary>
    /// The trace is L^2 times the sum of D's three uniform entries, whatever U (Irwin and Hall's distribution).
    /// </summary>
    private static double SumOfThreeUniforms(double x) => x switch
    {
        < 1 => x * x * x / 6,
        < 2 => (-2 * x * x * x + 9 * x * x - 9 * x + 3) / 6,
        _ => 1 - Math.Pow(3 - x, 3) / 6,
    };
}
