using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class DegradationAugmentationTests
{
    private static readonly Size ImageSize = new(64, 64);

    [Fact]
    public void No_two_samples_of_any_worker_or_epoch_draw_the_same_sequence()
    {
        DegradationAugmentation augmentation = new(DegradationPipeline.Aeris, seed: 1);
        HashSet<string> plans = [];
        for (int epoch = 0; epoch < 20; epoch++)
            for (int index = 0; index < 500; index++)
                Assert.True(
                    plans.Add(augmentation.Sample(epoch, index, ImageSize).ToJson()),
                    $"epoch {epoch}, index {index} repeats");
    }

    [Fact]
    public void Workers_agree_on_a_sample_whoever_draws_it()
    {
        DegradationAugmentation augmentation = new(DegradationPipeline.Aeris, seed: 7);
        string[] alone =
        [
            .. Enumerable.Range(0, 200).Select(index => augmentation.Sample(3, index, ImageSize).ToJson())
        ];
        string[] together = new string[200];
        Parallel.For(0, 200, index => together[199 - index] = augmentation.Sample(3, 199 - index, ImageSize).ToJson());
        Assert.Equal(alone, together);
        Assert.NotEqual(
            alone,
            Enumerable.Range(0, 200).Select(
                index =>
                    new DegradationAugmentation(DegradationPipeline.Aeris, seed: 8)
                        .Sample(3, index, ImageSize).ToJson()));
    }

    [Fact]
    public void A_sample_is_what_its_plan_makes_of_the_image()
    {
        DegradationAugmentation augmentation = new(DegradationPipeline.AerisPaper, seed: 1);
        using Mat image = TestImages.Scene(64, 64);
        using DegradedSample sample = augmentation.Apply(image, [new Rect2d(8, 16, 32, 24)], epoch: 0, index: 5);

        using Mat again = sample.Plan.ApplyFloat(image);
        Assert.Equal(TestImages.Bytes(again), TestImages.Bytes(sample.Image));
        Assert.Equal(sample.Plan.MapBoxes([new Rect2d(8, 16, 32, 24)]), sample.Boxes);

        float[] tensor = sample.ToChannelsFirst();
        Vec3f pixel = sample.Image.At<Vec3f>(2, 3);
        int plane = sample.Image.Width * sample.Image.Height, at = 2 * sample.Image.Width + 3;
        Assert.Equal([pixel.Item2, pixel.Item1, pixel.Item0], [tensor[at], tensor[plane + at], tensor[2 * plane + at]]);
    }

    [Fact]
    public void A_batch_has_one_size_and_its_own_draws()
    {
        DegradationAugmentation augmentation = new(DegradationPipeline.Aeris.WithSharedSize(multipleOf: 32), seed: 1);
        IReadOnlyList<DegradationPlan> batch = augmentation.SampleBatch(0, 3, 4, new Size(128, 96));
        Assert.Single(batch.Select(plan => plan.OutputSize).Distinct());
        Assert.Equal(4, batch.Select(plan => plan.ToJson()).Distinct().Count());
    }
}
