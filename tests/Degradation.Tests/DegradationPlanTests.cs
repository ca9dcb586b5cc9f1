using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class DegradationPlanTests
{
    public static TheoryData<string> Presets => [.. DegradationPipeline.PresetNames];

    [Theory]
    [MemberData(nameof(Presets))]
    public void A_plan_gives_the_same_bytes_again_in_any_thread_and_after_json(string preset)
    {
        using Mat image = TestImages.Scene(160, 128);
        DegradationPipeline pipeline = DegradationPipeline.FromPreset(preset);

        byte[][] first =
        [
            .. Enumerable.Range(0, 24).Select(seed => Degrade(pipeline.Sample(seed, image.Size()), image))
        ];
        byte[][] parallel = new byte[first.Length][];
        Parallel.For(0, first.Length, new ParallelOptions { MaxDegreeOfParallelism = 8 }, seed =>
            parallel[seed] = Degrade(DegradationPlan.FromJson(pipeline.Sample(seed, image.Size()).ToJson()), image));

        Assert.Equal(first, parallel);
        Assert.Equal(first.Length, first.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void Opencvs_thread_count_changes_nothing()
    {
        using Mat image = TestImages.Scene(640, 480);
        int threads = Cv2.GetNumThreads();
        try
        {
            foreach (string preset in DegradationPipeline.PresetNames)
            {
                DegradationPlan plan = DegradationPipeline.FromPreset(preset).Sample(11, image.Size());
                Cv2.SetNumThreads(1);
                byte[] one = Degrade(plan, image);
                Cv2.SetNumThreads(5);
                Assert.Equal(one, Degrade(plan, image));
            }
        }
        finally
        {
            Cv2.SetNumThreads(threads);
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void The_input_is_never_changed(string preset)
    {
        using Mat image = TestImages.Scene(96, 96);
        byte[] before = TestImages.Bytes(image);
        for (int seed = 0; seed < 20; seed++)
        {
            using Mat degraded = DegradationPipeline.FromPreset(preset).Sample(seed, image.Size()).Apply(image);
            Assert.NotEqual(image.Data, degraded.Data);
        }
        Assert.Equal(before, TestImages.Bytes(image));
    }

    [Theory]
    [InlineData("aeris", 11)]
    [InlineData("aeris-paper", 11)]
    [InlineData("coco-d", 11)]
    [InlineData("bsrgan", 104)]
    [InlineData("real-esrgan", 70)]
    [InlineData("cctv", 14)]
    [InlineData("real-camera", 11)]
    [InlineData("robust", 11)]
    public void Images_of_the_stated_size_always_work_and_smaller_ones_can_be_refused(string preset, int smallest)
    {
        DegradationPipeline pipeline = DegradationPipeline.FromPreset(preset);
        for (int seed = 0; seed < 20_000; seed++) pipeline.Sample(seed, new Size(smallest, smallest));
        Assert.Throws<DegradationException>(
            () =>
                Enumerable.Range(0, 20_000)
                    .Select(seed => pipeline.Sample(seed, new Size(smallest, smallest * 9 / 10)))
                    .Count(plan => plan.Steps.Count > 99));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    public void A_size_that_is_none_is_refused(int side) =>
        Assert.Throws<DegradationException>(() => DegradationPipeline.Aeris.Sample(1, new Size(100, side)));

    [Fact]
    public void Another_image_than_the_plan_is_for_is_refused()
    {
        DegradationPlan plan = new(new Size(40, 30), []);
        using Mat small = TestImages.Flat(30, 40, 1), grey = new(30, 40, MatType.CV_8UC1);
        Assert.Equal(
            "The image is 30 x 40 px; expected 40 x 30, the size the plan was drawn for.",
            Assert.Throws<DegradationException>(() => plan.Apply(small)).Message);
        Assert.Equal(
            "The image is CV_8UC1; expected CV_8UC3 or CV_32FC3 (BGR).",
            Assert.Throws<DegradationException>(() => plan.Apply(grey)).Message);
    }

    [Fact]
    public void Float_images_in_0_to_1_are_taken_too()
    {
        using Mat image = TestImages.Scene(60, 50), exact = new();
        image.ConvertTo(exact, MatType.CV_32FC3, 1.0 / 255);
        DegradationPlan plan = DegradationPipeline.CocoD.Sample(3, image.Size());
        Assert.Equal(Degrade(plan, image), Degrade(plan, exact));
    }

    [Fact]
    public void A_plan_from_json_is_checked_like_any_other()
    {
        string json = new DegradationPlan(new Size(40, 30), [new JpegStep(50)]).ToJson();
        Assert.Equal("""{"inputWidth":40,"inputHeight":30,"steps":[{"type":"jpeg","quality":50}]}""", json);
        Assert.Contains(
            "steps[0].quality is 500; expected numbers in [1, 100].", Message(json.Replace("50}", "500}")),
            StringComparison.Ordinal);
        Assert.Contains("'qual'", Message(json.Replace("quality", "qual")), StringComparison.Ordinal);
        Assert.Contains("0 x 30", Message(json.Replace("40", "0")), StringComparison.Ordinal);

        static string Message(string json) =>
            Assert.Throws<DegradationException>(() => DegradationPlan.FromJson(json)).Message;
    }

    [Fact]
    public void Later_frames_have_the_camera_of_the_first_and_noise_of_their_own()
    {
        DegradationPlan plan = DegradationPipeline.Cctv.Sample(4, new Size(200, 100));
        string[] frames = [.. Enumerable.Range(0, 50).Select(index => plan.ForFrame(index).ToJson())];
        Assert.Equal(plan.ToJson(), frames[0]);
        Assert.Equal(50, frames.Distinct().Count());
        Assert.All(
            Enumerable.Range(0, 50),
            index =>
                Assert.Equal(
                    plan.Steps.Where(step => step is not GaussianNoiseStep and not LowLightStep),
                    plan.ForFrame(index).Steps.Where(step => step is not GaussianNoiseStep and not LowLightStep)));
    }

    [Fact]
    public void A_plan_without_steps_is_the_image_itself()
    {
        using Mat image = TestImages.Scene(40, 30);
        using Mat copy = new DegradationPlan(image.Size(), []).Apply(image);
        Assert.Equal(TestImages.Bytes(image), TestImages.Bytes(copy));
    }

    [Fact]
    public void Boxes_scale_with_the_image_and_none_is_dropped()
    {
        DegradationPlan plan = new(new Size(400, 200), [new ResizeStep(100, 100, ResizeMethod.Bilinear)]);
        Rect2d[] boxes = [new(40, 20, 80, 60), new(10, 10, 3, 100)];

        Assert.Equal([new Rect2d(10, 10, 20, 30), new Rect2d(2.5, 5, 0.75, 50)], plan.MapBoxes(boxes));
        Assert.Equal([1], plan.FindVanished(boxes));
        Assert.Empty(plan.FindVanished(boxes, minimumSide: 0.5));
    }

    private static byte[] Degrade(DegradationPlan plan, Mat image)
    {
        using Mat degraded = plan.Apply(image);
        Assert.Equal(plan.OutputSize, degraded.Size());
        return TestImages.Bytes(degraded);
    }
}
