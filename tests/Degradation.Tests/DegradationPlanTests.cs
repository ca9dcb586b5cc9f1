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

        byte[][] first = [.. Enumerable.Range(0, 24).Select(seed => Degrade(pipeline.Sample(seed, image.Size()), image))];
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
