using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

/// <summary>
/// The draws of the AERIS family against the released training code: families, ranges and units, each parameter 10,000
/// times and more.
/// </summary>
public sealed class AerisPresetTests
{
    private static readonly double[] KernelSizes = [7, 9, 11, 13, 15, 17, 19, 21];

    public static TheoryData<string> Family => ["aeris", "aeris-paper", "coco-d"];

    [Theory]
    [MemberData(nameof(Family))]
    public void Blur_methods_and_noise_follow_the_table(string preset)
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.FromPreset(preset), Record);

        fit.Equally("blur", 0, 1, 2);
        fit.Equally("round size", KernelSizes);
        fit.Uniform("round variance", 0.1, 2.4);
        fit.Equally("stretched size", KernelSizes);
        fit.Uniform("major variance", 0.5, 6);
        fit.Uniform("minor variance between 0.5 and major", 0, 1);
        fit.Uniform("angle", 0, Math.PI);
        fit.Equally("method", (int)ResizeMethod.Nearest, (int)ResizeMethod.Bilinear, (int)ResizeMethod.Bicubic);
        fit.Uniform("noise", 0, 25);
    }

    [Fact]
    public void Scale_of_the_released_code_is_16_over_k()
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.Aeris, (plan, fit) =>
            fit.Add("k", Math.Round(16.0 * plan.OutputSize.Width / plan.InputSize.Width)));
        fit.Equally("k", Enumerable.Range(4, 13).Select(k => (double)k));
    }

    [Theory]
    [InlineData("aeris-paper")]
    [InlineData("coco-d")]
    public void Scale_of_the_paper_is_uniform(string preset)
    {
        GoodnessOfFit fit = PresetDraws.Collect(DegradationPipeline.FromPreset(preset), (plan, fit) =>
            fit.Add("s", (double)plan.InputSize.Width / plan.OutputSize.Width));
        fit.Uniform("s", 1, 4);
    }

    [Fact]
    public void A_crop_of_512_becomes_32_k()
    {
        Size[] sizes =
        [
            .. Enumerable.Range(0, 2000)
                .Select(seed => DegradationPipeline.Aeris.Sample(seed, new Size(512, 512)).OutputSize)
        ];
        Assert.Equal(
            Enumerable.Range(4, 13).Select(k => new Size(32 * k, 32 * k)),
            sizes.Distinct().OrderBy(size => size.Width));
    }

    [Fact]
    public void Only_the_paper_and_coco_d_end_in_8_bit()
    {
        Size size = new(512, 512);
        Assert.IsType<GaussianNoiseStep>(DegradationPipeline.Aeris.Sample(1, size).Steps[^1]);
        Assert.IsType<QuantizeStep>(DegradationPipeline.AerisPaper.Sample(1, size).Steps[^1]);
        Assert.Equal(new JpegStep(95), DegradationPipeline.CocoD.Sample(1, size).Steps[^1]);
    }

    [Fact]
    public void A_batch_shares_its_size_and_nothing_else()
    {
        DegradationPipeline pipeline = DegradationPipeline.Aeris.WithSharedSize(multipleOf: 32);
        for (int seed = 0; seed < 50; seed++)
        {
            IReadOnlyList<DegradationPlan> batch = pipeline.SampleBatch(seed, 8, new Size(320, 256));
            Size size = batch[0].OutputSize;
            Assert.All(batch, plan => Assert.Equal(size, plan.OutputSize));
            Assert.Equal((0, 0), (size.Width % 32, size.Height % 32));
            Assert.Equal(8, batch.Select(plan => plan.ToJson()).Distinct().Count());
        }
    }

    private static void Record(DegradationPlan plan, GoodnessOfFit fit)
    {
        GaussianBlurStep? blur = plan.Steps.OfType<GaussianBlurStep>().SingleOrDefault();
        fit.Add("blur", blur is null ? 0 : blur.IsRound() ? 1 : 2);
        if (blur is not null) RecordBlur(blur, fit);
        fit.Add("method", (int)plan.Steps.OfType<ResizeStep>().Single().Method);
        GaussianNoiseStep noise = plan.Steps.OfType<GaussianNoiseStep>().Single();
        fit.Add("noise", noise.StandardDeviation);
        Assert.Equal(NoiseColor.Color, noise.Color);
    }

    private static void RecordBlur(GaussianBlurStep blur, GoodnessOfFit fit)
    {
        double major = blur.SigmaX * blur.SigmaX, minor = blur.SigmaY * blur.SigmaY;
        fit.Add(blur.IsRound() ? "round size" : "stretched size", blur.KernelSize);
        if (blur.IsRound())
        {
            fit.Add("round variance", major);
            return;
        }
        fit.Add("major variance", major);
        fit.Add("minor variance between 0.5 and major", (minor - 0.5) / (major - 0.5));
        fit.Add("angle", blur.Angle);
    }
}
