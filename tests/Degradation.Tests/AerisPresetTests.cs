using OpenCvSharp;

namespace DetectionSdk.Degradation.Tests;

public sealed class AerisPresetTests
{
    [Fact]
    public void A_crop_of_512_becomes_32_k_with_k_from_4_to_16()
    {
        int[] sides = [.. Enumerable.Range(0, 2000).Select(seed => DegradationPipeline.Aeris.Sample(seed, new Size(512, 512)).OutputSize.Width)];
        Assert.Equal(Enumerable.Range(4, 13).Select(k => 32 * k), sides.Distinct().Order());
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
}
