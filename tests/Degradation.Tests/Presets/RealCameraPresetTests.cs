using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>The draws of the camera mixture against its documented ranges, and mixtures of presets.</summary>
public sealed class RealCameraPresetTests
{
    /// <summary>As large as WebP takes.</summary>
    private const int Side = 16_000;

    [Fact]
    public void Draws_follow_the_table()
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.RealCamera, Record, Side);

        // Alone, in half of the weather, and in some nights.
        fit.Probability("fog", 0.2 + 0.1 * 0.5 + 0.2 * 0.3);
        fit.Probability("infra-red", 0.2);
        fit.Probability("low light", 0.15);
        fit.Probability("motion", 0.05);
        fit.Probability("interlace", 0.05);
        fit.Probability("precipitation", 0.1 * 0.5 + 0.2 * 0.15);
        fit.Probability("dirt", 0.025);
        fit.Probability("drops", 0.025);
        fit.Probability("over-exposure", 0.25 * 0.3);
        fit.Probability("sharpening", 0.3);
        fit.Probability("original size", 0.3);
        fit.Uniform("s", 1, 3);
        fit.Equally("codings", 1, 2, 10);
        fit.Uniform("airlight", 0.6, 0.95);
        fit.Uniform("airlight at night", 0.15, 0.5);
        fit.Uniform("gain", 0.3, 1.5);
        fit.Uniform("falloff", 0.5, 2.5);
        fit.Uniform("stops", 0.3, 1.5);
        fit.Uniform("motion length", 2, 10);
    }

    private static void Record(DegradationPlan plan, GoodnessOfFit fit)
    {
        fit.Add("fog", plan.Steps.OfType<FogStep>().Any());
        fit.Add("infra-red", plan.Steps.OfType<InfraredStep>().Any());
        fit.Add("low light", plan.Steps.OfType<LowLightStep>().Any());
        fit.Add("motion", plan.Steps.OfType<MotionBlurStep>().Any());
        fit.Add("interlace", plan.Steps.OfType<InterlaceStep>().Any());
        fit.Add("precipitation", plan.Steps.OfType<PrecipitationStep>().Any());
        fit.Add("dirt", plan.Steps.OfType<LensDirtStep>().Any());
        fit.Add("drops", plan.Steps.OfType<WaterDropsStep>().Any());
        fit.Add("over-exposure", plan.Steps.OfType<ExposureStep>().Any());
        fit.Add("sharpening", plan.Steps.OfType<SharpenStep>().Any());
        double scale = (double)Side / plan.OutputSize.Width;
        fit.Add("original size", scale == 1);
        if (scale > 1) fit.Add("s", scale);
        fit.Add("codings", plan.Steps.OfType<JpegStep>().Count() + 10 * plan.Steps.OfType<WebPStep>().Count());
        foreach (FogStep fog in plan.Steps.OfType<FogStep>())
            fit.Add(plan.Steps[0] is InfraredStep ? "airlight at night" : "airlight", fog.Airlight);
        foreach (MotionBlurStep motion in plan.Steps.OfType<MotionBlurStep>()) fit.Add("motion length", motion.Length);
        foreach (ExposureStep exposure in plan.Steps.OfType<ExposureStep>()) fit.Add("stops", exposure.Stops);
        foreach (InfraredStep night in plan.Steps.OfType<InfraredStep>())
        {
            fit.Add("gain", night.Gain);
            fit.Add("falloff", night.Falloff);
        }
    }

    [Fact]
    public void Robust_is_half_coco_d_and_half_real_camera()
    {
        GoodnessOfFit fit = new();
        for (int seed = 0; seed < GoodnessOfFit.Draws; seed++)
        {
            DegradationPlan plan = DegradationPipeline.Robust.Sample(seed, new Size(320, 240));
            // In real-camera a JPEG of quality 95 stands behind noise of at most 6 levels, beside other codings.
            fit.Add("strong noise", plan.Steps.OfType<GaussianNoiseStep>().Any(noise => noise.StandardDeviation > 6));
        }
        fit.Probability("strong noise", 0.5 * 19 / 25);
    }

    [Fact]
    public void A_mixture_draws_what_its_parts_draw()
    {
        DegradationPipeline jpeg = new([new JpegOptions { Quality = 50 }]), clip = new([new ClipOptions()]);
        DegradationPipeline mixture = DegradationPipeline.OneOf((3, jpeg), (1, clip));
        GoodnessOfFit fit = new();
        for (int seed = 0; seed < GoodnessOfFit.Draws; seed++)
            fit.Add("jpeg", mixture.Sample(seed, new Size(9, 9)).Steps.Single() is JpegStep);
        fit.Probability("jpeg", 0.75);
    }

    [Fact]
    public void A_mixture_keeps_the_one_size_multiple_of_its_parts_and_refuses_two()
    {
        DegradationPipeline eight = DegradationPipeline.CocoD.WithSharedSize(8);
        Assert.Equal(8, DegradationPipeline.OneOf((1, eight), (1, eight)).SizeMultiple);
        Assert.Equal(
            "The pipelines have sizeMultiple 8 and 1; expected one for all.",
            Assert.Throws<DegradationException>(
                () => DegradationPipeline.OneOf((1, eight), (1, DegradationPipeline.Cctv))).Message);
        Assert.Equal(
            "effects[0].choices is empty; expected at least one.",
            Assert.Throws<DegradationException>(() => DegradationPipeline.OneOf()).Message);
    }

    [Fact]
    public void A_recipe_mixes_presets_by_name()
    {
        DegradationPipeline mixture = DegradationRecipe.Parse("""
            { "effects": [ { "type": "oneOf", "choices": [
              { "weight": 1, "effects": [ { "type": "preset", "name": "coco-d" } ] },
              { "weight": 1, "effects": [ { "type": "preset", "name": "real-camera" } ] } ] } ] }
            """);
        for (int seed = 0; seed < 100; seed++)
            Assert.Equal(
                DegradationPipeline.Robust.Sample(seed, new Size(320, 240)).ToJson(),
                mixture.Sample(seed, new Size(320, 240)).ToJson());
    }
}
