using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>
/// The draws of the Real-ESRGAN preset against the published options, each parameter 10,000 times and more.
/// </summary>
public sealed class RealEsrganPresetTests
{
    private static readonly double[] KernelSizes = [7, 9, 11, 13, 15, 17, 19, 21];
    private static readonly double[] Methods =
    [
        (int)ResizeMethod.Bilinear, (int)ResizeMethod.Bicubic, (int)ResizeMethod.Area
    ];

    [Trait("Category", "Slow")]
    [Fact]
    public void Draws_follow_the_table()
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.RealEsrgan, Record);

        CheckRound(fit, "1", maximumSigma: 3, maximumNoise: 30, maximumPoisson: 3);
        CheckResize(fit, "1", up: 0.2, down: 0.7, keep: 0.1, minimum: 0.15, maximum: 1.5);
        fit.Probability("second blur", 0.8);
        CheckRound(fit, "2", maximumSigma: 1.5, maximumNoise: 25, maximumPoisson: 2.5);
        CheckResize(fit, "2", up: 0.3, down: 0.4, keep: 0.3, minimum: 0.3, maximum: 1.2);
        fit.Probability("jpeg last", 0.5);
        fit.Equally("final method", Methods);
        fit.Probability("final sinc", 0.8);
        fit.Equally("final sinc size", KernelSizes);
        fit.Uniform("final cutoff", Math.PI / 3, Math.PI);
        fit.Equally("final quality", Enumerable.Range(30, 66).Select(quality => (double)quality));
        fit.Equally("first quality", Enumerable.Range(30, 66).Select(quality => (double)quality));
    }

    [Fact]
    public void The_output_is_a_quarter_of_the_input() =>
        Assert.All(
            Enumerable.Range(0, 200),
            seed =>
                Assert.Equal(
                    new Size(100, 100), DegradationPipeline.RealEsrgan.Sample(seed, new Size(400, 400)).OutputSize));

    private static void CheckRound(
        GoodnessOfFit fit, string round, double maximumSigma, double maximumNoise, double maximumPoisson)
    {
        fit.Discrete(
            $"{round} kernel", (0, 0.1), (1, 0.9 * 0.45), (2, 0.9 * 0.25), (3, 0.9 * 0.12), (4, 0.9 * 0.03),
            (5, 0.9 * 0.12), (6, 0.9 * 0.03));
        fit.Equally($"{round} size", KernelSizes);
        fit.Uniform($"{round} cutoff, small", Math.PI / 3, Math.PI);
        fit.Uniform($"{round} cutoff, large", Math.PI / 5, Math.PI);
        fit.Uniform($"{round} sigma x", 0.2, maximumSigma);
        fit.Uniform($"{round} sigma y", 0.2, maximumSigma);
        fit.Uniform($"{round} angle", -Math.PI, Math.PI);
        fit.Continuous($"{round} beta, generalised", beta => beta < 1 ? beta - 0.5 : 0.5 + (beta - 1) / 6);
        fit.Probability($"{round} beta of a plateau is 1", 0.5);
        fit.Uniform($"{round} beta, plateau", 1, 2);
        fit.Probability($"{round} noise is Poisson", 0.5);
        fit.Uniform($"{round} noise sigma", 1, maximumNoise);
        fit.Uniform($"{round} Poisson scale", 0.05, maximumPoisson);
        fit.Probability($"{round} noise is grey", 0.4);
    }

    private static void CheckResize(
        GoodnessOfFit fit, string round, double up, double down, double keep, double minimum, double maximum)
    {
        fit.Discrete($"{round} resize", (1, up), (-1, down), (0, keep));
        fit.Uniform($"{round} up", 1, maximum);
        fit.Uniform($"{round} down", minimum, 1);
        fit.Equally($"{round} method", Methods);
    }

    private static void Record(DegradationPlan plan, GoodnessOfFit fit)
    {
        Queue<DegradationStep> steps = new(plan.Steps.Where(step => step is not ClipStep));
        Assert.Equal(new SharpenStep(0.5, 51, 10), steps.Dequeue());
        RecordKernel((BlurStep)steps.Dequeue(), "1", fit);
        RecordResize((ResizeStep)steps.Dequeue(), "1", PresetDraws.Side, fit);
        RecordNoise(steps.Dequeue(), "1", fit);
        fit.Add("first quality", ((JpegStep)steps.Dequeue()).Quality);

        bool blurred = steps.Peek() is BlurStep;
        fit.Add("second blur", blurred);
        if (blurred) RecordKernel((BlurStep)steps.Dequeue(), "2", fit);
        RecordResize((ResizeStep)steps.Dequeue(), "2", PresetDraws.Side / 4.0, fit);
        RecordNoise(steps.Dequeue(), "2", fit);
        RecordEnd([.. steps], fit);
    }

    private static void RecordKernel(BlurStep step, string round, GoodnessOfFit fit)
    {
        fit.Add(
            $"{round} size",
            step is SincBlurStep { KernelSize: var size } ? size : ((GaussianBlurStep)step).KernelSize);
        if (step is SincBlurStep sinc)
        {
            fit.Add($"{round} kernel", 0);
            fit.Add($"{round} cutoff, {(sinc.KernelSize < 13 ? "small" : "large")}", sinc.Cutoff);
            return;
        }
        GaussianBlurStep blur = (GaussianBlurStep)step;
        int family = blur.Profile == KernelProfile.Plateau ? 5 : blur.Beta == 1 ? 1 : 3;
        fit.Add($"{round} kernel", family + (blur.IsRound() ? 0 : 1));
        fit.Add($"{round} sigma x", blur.SigmaX);
        if (!blur.IsRound())
        {
            fit.Add($"{round} sigma y", blur.SigmaY);
            fit.Add($"{round} angle", blur.Angle);
        }
        if (family == 3) fit.Add($"{round} beta, generalised", blur.Beta);
        if (family == 5) fit.Add($"{round} beta of a plateau is 1", blur.Beta == 1);
        if (family == 5 && blur.Beta != 1) fit.Add($"{round} beta, plateau", blur.Beta);
    }

    private static void RecordResize(ResizeStep resize, string round, double unit, GoodnessOfFit fit)
    {
        double factor = resize.Width / unit;
        fit.Add($"{round} resize", Math.Sign(factor - 1));
        fit.Add($"{round} method", (int)resize.Method);
        if (factor != 1) fit.Add($"{round} {(factor > 1 ? "up" : "down")}", factor);
    }

    private static void RecordNoise(DegradationStep step, string round, GoodnessOfFit fit)
    {
        fit.Add($"{round} noise is Poisson", step is PoissonNoiseStep);
        if (step is PoissonNoiseStep poisson)
        {
            Assert.Null(poisson.Peak);
            fit.Add($"{round} Poisson scale", poisson.Scale);
            fit.Add($"{round} noise is grey", poisson.Color == NoiseColor.Grey);
            return;
        }
        GaussianNoiseStep gaussian = (GaussianNoiseStep)step;
        fit.Add($"{round} noise sigma", gaussian.StandardDeviation);
        fit.Add($"{round} noise is grey", gaussian.Color == NoiseColor.Grey);
    }

    private static void RecordEnd(List<DegradationStep> steps, GoodnessOfFit fit)
    {
        Assert.IsType<QuantizeStep>(steps[^1]);
        fit.Add("jpeg last", steps[^2] is JpegStep);
        fit.Add("final quality", steps.OfType<JpegStep>().Single().Quality);
        fit.Add("final method", (int)steps.OfType<ResizeStep>().Single().Method);
        SincBlurStep? sinc = steps.OfType<SincBlurStep>().SingleOrDefault();
        fit.Add("final sinc", sinc is not null);
        if (sinc is null) return;
        fit.Add("final sinc size", sinc.KernelSize);
        fit.Add("final cutoff", sinc.Cutoff);
    }
}
