using System.Diagnostics;
using DetectionSdk.Degradation;
using DetectionSdk.Tests;
using TorchSharp;

namespace DetectionSdk.Training.Tests;

public sealed class TrainingStepTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Trait("Category", "Slow")]
    [Fact]
    [Trait("Category", "Slow")]
    public void Neither_live_tensors_nor_resident_memory_grow_from_step_to_step()
    {
        using TemporaryFolder folder = new();
        AerisRecipe options = TrainingRuns.Small;
        using SteppedTraining training = new(options, scenes.Train, folder.Path);
        using BatchLoader batches = new(
            Photographs().Make, 0, 1);
        long live = 0, resident = 0;
        for (int step = 1; step <= 1000; step++)
        {
            using TrainingBatch batch = batches.Next();
            training.Take(batch, 1e-3);
            if (step == 3) live = LiveTensors();
            if (step == 300) Assert.Equal(live, LiveTensors());
            if (step == 300) resident = ResidentBytes();
        }

        Assert.Equal(live, LiveTensors());
        // pooled buffers still settle; a leaked batch per step would be 100 MB and more
        Assert.InRange(ResidentBytes(), 0, resident + (32L << 20));
    }

    [Trait("Category", "Slow")]
    [Fact]
    public void A_step_learns_from_both_losses()
    {
        using TemporaryFolder folder = new();
        AerisRecipe options = TrainingRuns.Small with { NormalizationShare = 1 };
        using SteppedTraining training = new(options, scenes.Train, folder.Path);
        PhotographSource factory = Photographs();
        List<TrainingLosses> losses = [];
        for (int step = 0; step < 60; step++)
        {
            using TrainingBatch batch = factory.Make(0); // one batch again and again
            losses.Add(training.Take(batch, 2e-3));
        }

        (IReadOnlyDictionary<string, double> first, IReadOnlyDictionary<string, double> last) =
            (losses[0].Terms, losses[^1].Terms);
        Assert.True(last["heatmap"] < 0.5 * first["heatmap"], $"heat map loss {first["heatmap"]} -> {last["heatmap"]}");
        Assert.True(
            last["restoration"] < first["restoration"],
            $"restoration loss {first["restoration"]} -> {last["restoration"]}");
        Assert.Equal(60, training.State.Step);
    }

    [Fact]
    public void Clean_batches_leave_the_restoration_decoder_alone()
    {
        using TemporaryFolder folder = new();
        AerisRecipe options = TrainingRuns.Small;
        using SteppedTraining training = new(options, scenes.Train, folder.Path);
        using TrainingBatch degraded =
            Photographs().Make(0);
        using TrainingBatch clean =
            Photographs(cleanShare: 1).Make(0);
        Assert.True(training.Take(degraded, 1e-3).Terms["restoration"] > 0);
        Assert.DoesNotContain("restoration", training.Take(clean, 1e-3).Terms.Keys);
    }

    [Theory]
    [InlineData(0.01, true)]
    [InlineData(1e6, false)]
    public void Gradients_longer_than_the_maximum_are_shortened_to_it(double maximum, bool shortened)
    {
        using TemporaryFolder folder = new();
        AerisRecipe options = TrainingRuns.Small;
        using SteppedTraining training = new(
            options with { MaximumGradientNorm = maximum }, scenes.Train, folder.Path);
        using TrainingBatch batch =
            Photographs().Make(0);

        double reported = training.Take(batch, 1e-3).GradientNorm;

        using DisposeScope scope = torch.NewDisposeScope();
        double left = Math.Sqrt(
            training.State.Network.parameters()
                .Select(parameter => parameter.grad).OfType<torch.Tensor>()
                .Sum(gradient => gradient.pow(2).sum().item<float>()));
        Assert.InRange(reported, 0.1, 1e5); // what it was before, in both cases
        Assert.Equal(shortened ? maximum : reported, left, 0.001 * left); // single precision
    }

    private PhotographSource Photographs(double cleanShare = 0) =>
        new(scenes.Train, TrainingRuns.Small.Augmentation, DegradationPipeline.CocoD, batchSize: 2, seed: 1)
        {
            CleanShare = cleanShare,
            SizeMultiple = AerisNetwork.InputStride,
            Targets = TargetFrame.Input,
        };

    /// <summary>
    /// Tensors that this thread made and nobody disposed; those that only a finaliser would free count too.
    /// </summary>
    private static long LiveTensors() => DisposeScopeManager.Statistics.ThreadTotalLiveCount;

    private static long ResidentBytes()
    {
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
