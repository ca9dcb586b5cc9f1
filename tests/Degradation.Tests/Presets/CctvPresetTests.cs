namespace DetectionSdk.Degradation.Tests;

/// <summary>
/// The draws of the surveillance-camera preset against its documented ranges, each parameter 10,000 times.
/// </summary>
public sealed class CctvPresetTests
{
    [Fact]
    public void Draws_follow_the_table()
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.Cctv, Record);

        fit.Equally("lens", 0, 1, 2);
        fit.Equally("blur size", 7, 9, 11, 13, 15, 17, 19, 21);
        fit.Uniform("blur sigma", 0.3, 1.5);
        fit.Uniform("defocus radius", 0.5, 2);
        fit.Probability("motion", 0.2);
        fit.Uniform("motion length", 1, 8);
        fit.Uniform("motion angle", 0, Math.PI);
        fit.Uniform("s", 1, 4);
        fit.Equally("method", (int)ResizeMethod.Bilinear, (int)ResizeMethod.Area);
        fit.Probability("poor light", 0.2);
        fit.Uniform("noise", 0, 6);
        fit.Uniform("exposure", 0.1, 0.6);
        fit.Uniform("log full well", Math.Log(500), Math.Log(10000));
        fit.Uniform("read noise", 1, 5);
        fit.Uniform("gain", 1, 2);
        fit.Probability("sharpening", 0.5);
        fit.Uniform("sharpening amount", 0.5, 2);
        fit.Equally("sharpening size", 3, 5, 7);
        fit.Equally("quality", Enumerable.Range(30, 61).Select(quality => (double)quality));
    }

    private static void Record(DegradationPlan plan, GoodnessOfFit fit)
    {
        fit.Add("lens", plan.Steps[0] is GaussianBlurStep ? 1 : plan.Steps[0] is DefocusBlurStep ? 2 : 0);
        fit.Add("motion", plan.Steps.OfType<MotionBlurStep>().Any());
        fit.Add("poor light", plan.Steps.OfType<LowLightStep>().Any());
        fit.Add("sharpening", plan.Steps.OfType<SharpenStep>().Any());
        foreach (DegradationStep step in plan.Steps) Record(step, fit);
        Assert.IsType<JpegStep>(plan.Steps[^1]);
    }

    private static void Record(DegradationStep step, GoodnessOfFit fit)
    {
        switch (step)
        {
            case GaussianBlurStep blur:
                fit.Add("blur size", blur.KernelSize);
                fit.Add("blur sigma", blur.SigmaX);
                break;
            case DefocusBlurStep defocus:
                fit.Add("defocus radius", defocus.Radius);
                break;
            case MotionBlurStep motion:
                fit.Add("motion length", motion.Length);
                fit.Add("motion angle", motion.Angle);
                break;
            case ResizeStep resize:
                fit.Add("s", (double)PresetDraws.Side / resize.Width);
                fit.Add("method", (int)resize.Method);
                break;
            case GaussianNoiseStep noise:
                fit.Add("noise", noise.StandardDeviation);
                break;
            case LowLightStep light:
                fit.Add("exposure", light.Exposure);
                fit.Add("log full well", Math.Log(light.FullWell));
                fit.Add("read noise", light.ReadNoise);
                fit.Add("gain", light.Gain);
                break;
            case SharpenStep sharpen:
                fit.Add("sharpening amount", sharpen.Amount);
                fit.Add("sharpening size", sharpen.KernelSize);
                break;
            case JpegStep jpeg:
                fit.Add("quality", jpeg.Quality);
                break;
        }
    }
}
